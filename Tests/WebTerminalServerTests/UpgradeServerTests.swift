import Authentication
import ServiceLifecycle
import Sessions
import Testing

@testable import WebTerminalServer

@Suite(.timeLimit(.minutes(2))) struct UpgradeServerTests {
    private static func handshake(_ more: [String] = ["Authorization: Bearer token-alice"]) -> String {
        let lines = [
            "GET /ws HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        return (lines + more).joined(separator: "\r\n") + "\r\n\r\n"
    }

    private static let health = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"

    /// What is behind the 101, once there are `count` bytes of it.
    private static func bytesAfterUpgrade(_ connection: RawConnection, _ count: Int) -> String {
        var rest: [UInt8] = []
        connection.read {
            rest = RawReply.parse($0).rest
            return rest.count >= count
        }
        return String(decoding: rest, as: UTF8.self)
    }

    @Test func aHandshakeBecomesAWebSocket() async throws {
        try await HTTPTestServer.run { server in
            let (statuses, echoed) = try await onThread {
                let connection = try RawConnection(port: server.port)
                connection.send(Self.handshake())
                let responses = connection.readResponses(1)
                connection.send("frames")
                return (responses.map(\.status), Self.bytesAfterUpgrade(connection, 6))
            }
            #expect(statuses == [101] && echoed == "frames")
            let acceptance = try #require(server.upgrades.all.first)
            #expect(acceptance.principal?.userID == "alice" && acceptance.requester.address == "127.0.0.1")
            #expect(acceptance.subprotocol == nil)
        }
    }

    @Test func theTokenMayFollowInOurProtocol() async throws {
        try await HTTPTestServer.run { server in
            let raw = Self.handshake(["Sec-WebSocket-Protocol: other, web-terminal.v1"])
            let response = try await onThread {
                let connection = try RawConnection(port: server.port)
                connection.send(raw)
                return connection.readResponses(1).first
            }
            #expect(response?.status == 101 && response?["Sec-WebSocket-Protocol"] == ["web-terminal.v1"])
            #expect(response?["Sec-WebSocket-Accept"] == ["s3pPLMBiTxaQ9kYGzzhZRbK+xOo="])
            try await eventually { !server.upgrades.all.isEmpty }
            #expect(server.upgrades.all.first?.principal == nil)
            #expect(server.upgrades.all.first?.subprotocol == "web-terminal.v1")
        }
    }

    /// Bytes that a client sends without waiting for the 101 belong to the WebSocket.
    @Test func nothingBehindTheHandshakeIsLost() async throws {
        try await HTTPTestServer.run { server in
            let echoed = try await onThread {
                let connection = try RawConnection(port: server.port)
                connection.send(Self.handshake() + "early")
                return Self.bytesAfterUpgrade(connection, 5)
            }
            #expect(echoed == "early")
        }
    }

    @Test func anyRequestOfAConnectionMayUpgrade() async throws {
        try await HTTPTestServer.run { server in
            let (statuses, echoed) = try await onThread {
                let connection = try RawConnection(port: server.port)
                connection.send(Self.health)
                _ = connection.readResponses(1)
                // Sent ahead: the 101 has to come behind the answer.
                connection.send(Self.health + Self.handshake() + "early")
                let echoed = Self.bytesAfterUpgrade(connection, 5)
                return (connection.readResponses(3).map(\.status), echoed)
            }
            #expect(statuses == [200, 200, 101] && echoed == "early")
        }
    }

    @Test(arguments: [
        (["Authorization: Bearer bad"], 401), ([], 401),
        (["Authorization: Bearer token-alice", "Origin: http://evil.test"], 403),
        (["Authorization: Bearer token-alice", "Content-Length: 5"], 400),
    ])
    func aRefusedHandshakeEndsTheConnection(more: [String], status: Int) async throws {
        try await HTTPTestServer.run { server in
            let reply = try await exchange(server.port, Array((Self.handshake(more) + "hello" + Self.health).utf8))
            #expect(reply.responses.map(\.status) == [status] && reply.isClosed && reply.rest.isEmpty)
            #expect(reply.first?["Connection"] == ["close"])
            #expect(server.upgrades.all.isEmpty && server.log.served.isEmpty)
        }
    }

    /// The parser reads nothing behind a request that asks for any upgrade, so the answer has to be the last.
    @Test func anUpgradeToSomethingElseIsNotTaken() async throws {
        try await HTTPTestServer.run { server in
            let raw = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
            let reply = try await exchange(server.port, Array(raw.utf8))
            #expect(reply.responses.map(\.status) == [200] && reply.isClosed)
        }
    }

    @Test func aServerThatStopsTakesItsWebSocketsAlong() async throws {
        try await HTTPTestServer.run { server in
            let connection = try RawConnection(port: server.port)
            connection.send(Self.handshake())
            #expect(try await onThread { connection.readResponses(1).map(\.status) } == [101])
            await server.services.triggerGracefulShutdown()
            try await onThread { connection.read() }
            #expect(connection.isClosed)
        }
    }

    @Test func halfClosureReachesTheWebSocket() async throws {
        try await HTTPTestServer.run { server in
            let isClosed = try await onThread {
                let connection = try RawConnection(port: server.port)
                connection.send(Self.handshake())
                connection.finishSending()
                connection.read()
                return connection.isClosed
            }
            #expect(isClosed)
        }
    }
}
