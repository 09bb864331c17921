import NIOCore
import NIOPosix
import TerminalClient
import TerminalProtocol
import TestKit
import Testing
import WebSockets

@Suite struct TerminalConnectionTests {
    private static func header(_ name: String, in request: String) -> String {
        request.split(separator: "\r\n").first { $0.hasPrefix("\(name): ") }.map {
            String($0.dropFirst(name.count + 2))
        }
            ?? ""
    }

    private static func accepting(
        _ request: String, accept: String? = nil, subprotocol: String = "web-terminal.v1", behind bytes: [UInt8] = []
    ) -> FakeServer.Reply {
        let key = accept ?? HandshakeKey.accept(for: header("Sec-WebSocket-Key", in: request))
        let text = """
            HTTP/1.1 101 Switching Protocols\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Accept: \(key)\r
            Sec-WebSocket-Protocol: \(subprotocol)\r
            \r

            """
        return .init(text: text, bytes: bytes, closes: false)
    }

    private func connect(
        _ server: FakeServer, token: String? = nil,
        onEvent: @escaping @Sendable (TerminalConnection.Event) -> Void = { _ in }
    ) async throws -> TerminalConnection {
        try await TerminalConnection.connect(
            to: server.address, trust: .system, token: token, on: MultiThreadedEventLoopGroup.singleton.next(),
            onEvent: onEvent
        ).get()
    }

    /// What comes right behind the handshake, in the same packet, is not lost.
    @Test func theFirstMessagesMayComeWithTheHandshake() async throws {
        let notice = #"{"type":"viewers","count":1}"#
        let frames: [UInt8] =
            [0x81, UInt8(notice.utf8.count)] + Array(notice.utf8) + [0x89, 0, 0x82, 2] + Array("hi".utf8)
        let heard = Watched<[String]>([])
        try await FakeServer.run({ Self.accepting($0, behind: frames) }) { server in
            let connection = try await connect(server, token: "a.b.c") { event in
                switch event {
                case .notice(let notice): heard.update { $0.append("\(notice)") }
                case .output(let bytes): heard.update { $0.append(String(buffer: bytes)) }
                default: break
                }
            }
            try await eventually("both messages are heard") { heard.current.count == 2 }
            #expect(heard.current == ["other", "hi"])
            let request = server.requests.first ?? ""
            #expect(request.hasPrefix("GET /ws HTTP/1.1\r\n"))
            #expect(Self.header("Authorization", in: request) == "Bearer a.b.c")
            #expect(Self.header("Sec-WebSocket-Protocol", in: request) == "web-terminal.v1")
            #expect(HandshakeKey.isValid(Self.header("Sec-WebSocket-Key", in: request)))
            connection.close()
        }
    }

    @Test func everyConnectionHasAKeyOfItsOwn() async throws {
        try await FakeServer.run({ Self.accepting($0) }) { server in
            for _ in 0..<3 { try await connect(server).close() }
            let keys = Set(server.requests.map { Self.header("Sec-WebSocket-Key", in: $0) })
            #expect(keys.count == 3)
        }
    }

    @Test func aRefusalIsTheServersOwn() async throws {
        let body = #"{"error":{"code":"JWT_EXPIRED","message":"expired"}}"#
        let reply = FakeServer.Reply(
            text: "HTTP/1.1 401 no\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        try await FakeServer.run({ _ in reply }) { server in
            await #expect(
                throws: ClientError.refused(APIError(status: 401, code: "JWT_EXPIRED", message: "expired"))
            ) { _ = try await connect(server) }
        }
    }

    @Test func aHandshakeOfSomebodyElse() async throws {
        try await FakeServer.run({ Self.accepting($0, accept: "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") }) { server in
            await #expect(throws: ClientError.notHTTP) { _ = try await connect(server) }
        }
        try await FakeServer.run({ Self.accepting($0, subprotocol: "chat") }) { server in
            await #expect(throws: ClientError.notHTTP) { _ = try await connect(server) }
        }
        try await FakeServer.run({ _ in .init(text: "") }) { server in
            await #expect(throws: ClientError.notHTTP) { _ = try await connect(server) }
        }
    }
}
