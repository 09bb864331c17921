import StrictJSON
import Testing

@testable import WebTerminalServer

/// What happens on a connection, whatever is asked for on it.
@Suite(.timeLimit(.minutes(2))) struct HTTPConnectionTests {
    private static let alice = "Authorization: Bearer token-alice"

    @Test func oneConnectionServesManyRequestsInOrder() async throws {
        try await HTTPTestServer.run { server in
            let one = "GET /health HTTP/1.1\r\nHost: localhost:\(server.port)\r\n\r\n"
            let two = "GET /ready HTTP/1.1\r\nHost: localhost:\(server.port)\r\n\r\n"
            let responses = try await onThread {
                let connection = try RawConnection(port: server.port)
                // Sent ahead, and then byte by byte.
                connection.send(one + two + one)
                _ = connection.readResponses(3)
                for byte in two.utf8 { connection.send([byte]) }
                return connection.readResponses(4)
            }
            #expect(responses.map(\.status) == [200, 200, 200, 200])
            #expect(responses.map { $0.text.contains("ready") } == [false, true, false, true])
        }
    }

    @Test func aBodyMayNotBeLarge() async throws {
        try await HTTPTestServer.run { server in
            let head = "POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\n\(Self.alice)\r\n"
            let chunk = "4000\r\n" + String(repeating: "a", count: 0x4000) + "\r\n"
            let chunked = head + "Transfer-Encoding: chunked\r\n\r\n" + String(repeating: chunk, count: 6) + "0\r\n\r\n"
            let announced = head + "Content-Length: 70000\r\n\r\n" + String(repeating: "a", count: 70_000)
            for raw in [chunked, announced] {
                let reply = try await exchange(server.port, Array(raw.utf8))
                #expect(reply.responses.map(\.status) == [413] && reply.isClosed)
                let body = try JSONValue(parsing: try #require(reply.first).body)
                #expect(body["error"]?["code"] == "PAYLOAD_TOO_LARGE")
            }
        }
    }

    @Test func aClientThatAsksFirstIsToldToGoOn() async throws {
        try await HTTPTestServer.run { server in
            let responses = try await onThread {
                let connection = try RawConnection(port: server.port)
                connection.send(
                    """
                    POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\n\(Self.alice)\r\nExpect: 100-continue\r
                    Content-Length: 2\r\n\r\n
                    """)
                #expect(connection.readResponses(1).map(\.status) == [100])
                connection.send("{}")
                return connection.readResponses(2)
            }
            #expect(responses.map(\.status) == [100, 201])
        }
    }

    @Test func aClientThatHasFinishedSendingIsAnswered() async throws {
        try await HTTPTestServer.run { server in
            let reply = try await onThread {
                let connection = try RawConnection(port: server.port)
                connection.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                connection.finishSending()
                connection.read()
                return (RawReply.parse(connection.received).responses.map(\.status), connection.isClosed)
            }
            #expect(reply == ([200], true))
        }
    }
}
