import Authentication
import NIOHTTP1
import Testing

@testable import WebTerminalServer

@Suite struct UpgradeRequestTests {
    private static let alice = Identity(userID: "alice", expiresAt: 4_102_444_800)

    private static let authentication = BearerAuthentication(
        authenticate: { token throws(TokenError) in
            switch token {
            case "good": alice
            case "banned": throw .notAllowed
            default: throw .signature
            }
        }, observer: ServerEventRecorder())

    /// The headers of a good handshake, of which a case replaces or removes some.
    private static let good = [
        ("Host", "127.0.0.1:8080"), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
        ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        var method = HTTPMethod.GET
        var version = HTTPVersion.http1_1
        var without: [String] = []
        var with: [(String, String)] = [("Authorization", "Bearer good")]
        var isDraining = false
        /// Nil: accepted.
        var status: Int?
        var subprotocol: String?
        var user: String? = "alice"

        var head: HTTPRequestHead {
            var headers = HTTPHeaders(UpgradeRequestTests.good)
            for name in without { headers.remove(name: name) }
            for (name, value) in with { headers.add(name: name, value: value) }
            return HTTPRequestHead(version: version, method: method, uri: "/ws", headers: headers)
        }

        var testDescription: String { "\(method) \(version) -\(without) +\(with) \(isDraining)" }
    }

    private static let bearer = ("Authorization", "Bearer good")
    private static let ours = ("Sec-WebSocket-Protocol", "web-terminal.v1")

    @Test(arguments: [
        Case(),
        Case(without: ["Connection"], with: [bearer, ("Connection", "keep-alive, Upgrade")]),
        Case(without: ["Upgrade"], with: [bearer, ("Upgrade", "WebSocket")]),
        Case(with: [bearer, ours], subprotocol: "web-terminal.v1"),
        Case(with: [bearer, ("Sec-WebSocket-Protocol", "a, b")]),
        Case(with: [bearer, ("Sec-WebSocket-Protocol", "a"), ours], subprotocol: "web-terminal.v1"),
        Case(with: [ours], subprotocol: "web-terminal.v1", user: nil),
        Case(with: [bearer, ("Origin", "http://127.0.0.1:8080")]),
        Case(with: [bearer, ("Origin", "https://portal.example")]),
        Case(with: [bearer, ("Content-Length", "0")]),
    ])
    func accepted(example: Case) throws {
        let accepted = try decide(example)
        #expect(accepted.acceptKey == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(accepted.subprotocol == example.subprotocol)
        #expect(accepted.principal?.userID == example.user)
    }

    @Test(arguments: [
        Case(method: .POST, status: 405),
        Case(method: .HEAD, status: 405),
        Case(version: .http1_0, status: 400),
        Case(without: ["Upgrade"], status: 426),
        Case(without: ["Upgrade"], with: [bearer, ("Upgrade", "h2c")], status: 426),
        Case(with: [bearer, ("Upgrade", "h2c")], status: 426),
        Case(without: ["Connection"], status: 400),
        Case(without: ["Connection"], with: [bearer, ("Connection", "keep-alive")], status: 400),
        Case(without: ["Connection"], with: [bearer, ("Connection", "Upgraded")], status: 400),
        Case(without: ["Sec-WebSocket-Version"], status: 426),
        Case(without: ["Sec-WebSocket-Version"], with: [bearer, ("Sec-WebSocket-Version", "8")], status: 426),
        Case(without: ["Sec-WebSocket-Version"], with: [bearer, ("Sec-WebSocket-Version", "13, 8")], status: 426),
        Case(without: ["Sec-WebSocket-Key"], status: 400),
        Case(
            without: ["Sec-WebSocket-Key"], with: [bearer, ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAA")], status: 400),
        Case(without: ["Sec-WebSocket-Key"], with: [bearer, ("Sec-WebSocket-Key", "!!!!")], status: 400),
        Case(with: [bearer, ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")], status: 400),
        Case(with: [bearer, ("Content-Length", "5")], status: 400),
        Case(with: [bearer, ("Transfer-Encoding", "chunked")], status: 400),
        Case(with: [bearer, ("Origin", "null")], status: 403),
        Case(with: [bearer, ("Origin", "http://127.0.0.1:8080.evil.test")], status: 403),
        Case(with: [bearer, ("Origin", "http://evil.test")], status: 403),
        Case(with: [ours, ("Origin", "http://evil.test")], status: 403),
        Case(with: [], status: 401),
        Case(with: [("Sec-WebSocket-Protocol", "web-terminal.v2")], status: 401),
        Case(with: [("Authorization", "Bearer bad")], status: 401),
        // A token that is there has to be good, even where one could follow.
        Case(with: [("Authorization", "Bearer bad"), ours], status: 401),
        Case(with: [("Authorization", "Basic YTpi"), ours], status: 401),
        Case(with: [("Authorization", "Bearer  good")], status: 401),
        Case(with: [("Authorization", "Bearer banned")], status: 403),
        Case(isDraining: true, status: 503),
    ])
    func refused(example: Case) throws {
        let error = #expect(throws: ErrorResponse.self) { try decide(example) }
        #expect(error?.status == example.status)
        if example.status == 426 {
            #expect(error?.headers.contains { $0 == ("Sec-WebSocket-Version", "13") } == true)
        }
    }

    private func decide(_ example: Case) throws -> UpgradeRequest.Accepted {
        try UpgradeRequest(head: example.head).decide(
            origins: try OriginPolicy(allowed: ["https://portal.example"]), isDraining: example.isDraining,
            authentication: Self.authentication)
    }
}
