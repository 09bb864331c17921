import NIOHTTP1
import TestKit
import Testing

@testable import WebTerminalServer

@Suite struct RequestOriginTests {
    private static let proxies = ["10.0.0.0/8", "2001:db8:1::/48", "unix"]

    struct Case: Sendable, CustomTestStringConvertible {
        var peer = "10.0.0.1"
        var kind = Configuration.ForwardingHeaders.xForwarded
        var headers: [(String, String)]
        var address: String
        var scheme: RequestOrigin.Scheme?
        var host: String?

        var testDescription: String { "\(peer) \(headers)" }
    }

    private static func policy(_ kind: Configuration.ForwardingHeaders) throws -> RequestOriginPolicy {
        RequestOriginPolicy(proxies: try TrustedProxies(proxies), headers: kind)
    }

    private static func peer(_ text: String) -> Peer { IPAddress(text).map(Peer.address) ?? .unix }

    @Test(arguments: [
        // Nobody in between, or nobody who is believed.
        Case(peer: "203.0.113.1", headers: [], address: "203.0.113.1"),
        Case(
            peer: "203.0.113.1",
            headers: [
                ("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "a.example"),
                ("Forwarded", "for=198.51.100.1"),
            ], address: "203.0.113.1"),
        Case(peer: "203.0.113.1", headers: [("X-Forwarded-Proto", "gopher")], address: "203.0.113.1"),
        // The client is the last who is not trusted.
        Case(headers: [], address: "10.0.0.1"),
        Case(headers: [("X-Forwarded-For", "198.51.100.1")], address: "198.51.100.1"),
        Case(peer: "unix", headers: [("X-Forwarded-For", "198.51.100.1")], address: "198.51.100.1"),
        Case(headers: [("X-Forwarded-For", "1.1.1.1, 198.51.100.1")], address: "198.51.100.1"),
        Case(headers: [("X-Forwarded-For", "1.1.1.1,198.51.100.1 ,\t10.2.2.2")], address: "198.51.100.1"),
        Case(headers: [("X-Forwarded-For", "10.9.9.9, 198.51.100.1, 10.2.2.2")], address: "198.51.100.1"),
        Case(
            headers: [("X-Forwarded-For", "1.1.1.1"), ("x-forwarded-for", "198.51.100.1")], address: "198.51.100.1"),
        Case(headers: [("X-Forwarded-For", "10.3.3.3, 10.2.2.2")], address: "10.3.3.3"),
        Case(headers: [("X-Forwarded-For", "[2001:db8::7]:55, 2001:db8:1::2")], address: "2001:db8::7"),
        Case(headers: [("X-Forwarded-For", "198.51.100.1:4711")], address: "198.51.100.1"),
        // Where the trail ends in something hidden, the last known hop stands for the client.
        Case(headers: [("X-Forwarded-For", "198.51.100.1, unknown")], address: "10.0.0.1"),
        Case(headers: [("X-Forwarded-For", "198.51.100.1, junk, 10.2.2.2")], address: "10.2.2.2"),
        Case(headers: [("X-Forwarded-For", "")], address: "10.0.0.1"),
        Case(headers: [("X-Forwarded-For", "198.51.100.1,")], address: "10.0.0.1"),
        Case(headers: [("X-Forwarded-For", "junk, 198.51.100.1")], address: "198.51.100.1"),
        // How it was sent.
        Case(
            headers: [("X-Forwarded-Proto", "HTTPS"), ("X-Forwarded-Host", "a.example")], address: "10.0.0.1",
            scheme: .https, host: "a.example"),
        Case(headers: [("X-Forwarded-Proto", "wss")], address: "10.0.0.1", scheme: .https),
        Case(headers: [("X-Forwarded-Proto", "ws")], address: "10.0.0.1", scheme: .http),
        // The other kind is what a client wrote.
        Case(
            headers: [("Forwarded", "for=1.1.1.1;proto=https;host=evil.test"), ("X-Forwarded-For", "198.51.100.1")],
            address: "198.51.100.1"),
        Case(headers: [("Forwarded", "\"")], address: "10.0.0.1"),
        Case(
            kind: .forwarded,
            headers: [
                ("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.test"),
                ("Forwarded", "for=198.51.100.1"),
            ], address: "198.51.100.1"),
        Case(kind: .forwarded, headers: [], address: "10.0.0.1"),
        Case(
            kind: .forwarded,
            headers: [
                ("Forwarded", "for=1.1.1.1;host=evil.test, for=198.51.100.1;proto=https;host=a.example, for=10.2.2.2")
            ], address: "198.51.100.1", scheme: .https, host: "a.example"),
        Case(
            kind: .forwarded, headers: [("Forwarded", "for=198.51.100.1, proto=https")], address: "10.0.0.1",
            scheme: .https),
        Case(kind: .forwarded, headers: [("Forwarded", "for=1.1.1.1, for=_x")], address: "10.0.0.1"),
    ])
    func theClientIsTheLastWhoIsNotTrusted(example: Case) throws {
        let origin = try Self.policy(example.kind).origin(
            of: HTTPHeaders(example.headers), from: Self.peer(example.peer))
        #expect(origin.address == example.address)
        #expect(origin.scheme == example.scheme)
        #expect(origin.forwardedHost == example.host)
    }

    @Test(
        arguments: [
            (.xForwarded, [("X-Forwarded-Proto", "gopher")]), (.xForwarded, [("X-Forwarded-Proto", "https,http")]),
            (.xForwarded, [("X-Forwarded-Proto", "https"), ("X-Forwarded-Proto", "https")]),
            (.xForwarded, [("X-Forwarded-Host", "a.example, b.example")]),
            (.xForwarded, [("X-Forwarded-Host", "a.example"), ("X-Forwarded-Host", "b.example")]),
            (.forwarded, [("Forwarded", "for=\"")]), (.forwarded, [("Forwarded", "for=198.51.100.1;proto=gopher")]),
        ] as [(Configuration.ForwardingHeaders, [(String, String)])])
    func whatNobodyCanReadIsRefused(kind: Configuration.ForwardingHeaders, headers: [(String, String)]) throws {
        let policy = try Self.policy(kind)
        #expect(throws: ErrorResponse.self) {
            try policy.origin(of: HTTPHeaders(headers), from: Self.peer("10.0.0.1"))
        }
    }

    @Test func ourOwnEncryptionIsKnown() throws {
        var policy = try Self.policy(.xForwarded)
        policy.isEncrypted = true
        let direct = try policy.origin(of: HTTPHeaders([("X-Forwarded-Proto", "http")]), from: Self.peer("1.1.1.1"))
        #expect(direct.scheme == .https && !direct.isProxied)
        let proxied = try policy.origin(of: HTTPHeaders([("X-Forwarded-Proto", "http")]), from: Self.peer("10.0.0.1"))
        #expect(proxied.scheme == .http && proxied.isProxied)
    }

    /// Whatever somebody sends ahead, the address that the proxy saw is the one that counts.
    @Test(.timeLimit(.minutes(1))) func noPrefixOfAListChangesTheClient() throws {
        let policy = try Self.policy(.xForwarded)
        var random = SeededRandom(seed: 45)
        let alphabet = Array(",.:[]%0129af unkow\"\t\u{1}\u{7f}".utf8)
        for _ in 0..<50_000 {
            let count = Int.random(in: 0...40, using: &random)
            let junk = String(
                decoding: (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0x20 }, as: UTF8.self)
            let headers = HTTPHeaders([("X-Forwarded-For", junk + ", 198.51.100.1")])
            #expect(try policy.origin(of: headers, from: Self.peer("10.0.0.1")).address == "198.51.100.1", "\(junk)")
        }
    }
}
