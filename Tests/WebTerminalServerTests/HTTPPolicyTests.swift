import Testing

@testable import WebTerminalServer

@Suite struct HTTPPolicyTests {
    @Test(
        arguments: [
            ("localhost", "localhost", nil), ("LocalHost:80", "localhost", 80), ("10.0.0.1:65535", "10.0.0.1", 65535),
            ("[::1]", "::1", nil), ("[2001:DB8::1]:443", "2001:db8::1", 443), ("a_b-c.example", "a_b-c.example", nil),
            ("x:0", "x", 0),
        ] as [(String, String, Int?)])
    func anAuthorityIsAHostAndPerhapsAPort(text: String, host: String, port: Int?) {
        #expect(Authority(text) == Authority(host: host, port: port))
    }

    @Test(arguments: [
        "", ":80", "a:", "a:b", "a:65536", "a:-1", "a:+1", "a:000080", "a:80:80", "a/b", "a b", "a@b", "u:p@host",
        "a,b",
        "a?b", "a#b", "a%41", "ä", "::1", "[::1", "[::1]x", "[::1]:", "[a.b]", "[127.0.0.1]", "[fe80::1%eth0]", "[]",
        "http://a", String(repeating: "a", count: 254),
    ])
    func nothingElseIsAnAuthority(text: String) {
        #expect(Authority(text) == nil)
    }

    struct HostCase: Sendable {
        var listened: String
        var local: String
        var allowed: [String] = []
        var host: String
        var isServed: Bool
    }

    @Test(arguments: [
        HostCase(listened: "127.0.0.1", local: "127.0.0.1", host: "127.0.0.1:8080", isServed: true),
        HostCase(listened: "127.0.0.1", local: "127.0.0.1", host: "127.0.0.1", isServed: true),
        HostCase(listened: "127.0.0.1", local: "127.0.0.1", host: "LOCALHOST:8080", isServed: true),
        HostCase(listened: "127.0.0.1", local: "127.0.0.1", host: "[::1]:8080", isServed: true),
        HostCase(listened: "localhost", local: "::1", host: "127.0.0.1:8080", isServed: true),
        HostCase(listened: "::", local: "::ffff:127.0.0.1", host: "localhost:8080", isServed: true),
        HostCase(listened: "127.0.0.1", local: "127.0.0.1", host: "127.0.0.1:8081", isServed: false),
        HostCase(listened: "127.0.0.1", local: "127.0.0.1", host: "evil.test:8080", isServed: false),
        HostCase(listened: "127.0.0.1", local: "127.0.0.1", host: "localhost.evil.test", isServed: false),
        HostCase(listened: "127.0.0.1", local: "127.0.0.1", host: "127.0.0.1.evil.test", isServed: false),
        HostCase(listened: "0.0.0.0", local: "127.0.0.1", host: "0.0.0.0:8080", isServed: false),
        HostCase(listened: "0.0.0.0", local: "192.0.2.7", host: "192.0.2.7:8080", isServed: true),
        HostCase(listened: "0.0.0.0", local: "192.0.2.7", host: "192.0.2.8:8080", isServed: false),
        HostCase(listened: "0.0.0.0", local: "192.0.2.7", host: "localhost:8080", isServed: false),
        HostCase(listened: "shell.lan", local: "192.0.2.7", host: "shell.lan:8080", isServed: true),
        HostCase(listened: "shell.lan", local: "192.0.2.7", host: "other.lan:8080", isServed: false),
        HostCase(listened: "127.0.0.1", local: "127.0.0.1", allowed: ["T.example"], host: "t.example", isServed: true),
        HostCase(
            listened: "127.0.0.1", local: "127.0.0.1", allowed: ["t.example"], host: "t.example:99", isServed: true),
        HostCase(
            listened: "127.0.0.1", local: "127.0.0.1", allowed: ["t.example:99"], host: "t.example:99", isServed: true),
        HostCase(
            listened: "127.0.0.1", local: "127.0.0.1", allowed: ["t.example:99"], host: "t.example", isServed: false),
        HostCase(
            listened: "127.0.0.1", local: "127.0.0.1", allowed: ["t.example:443"], host: "t.example", isServed: true),
        HostCase(
            listened: "127.0.0.1", local: "127.0.0.1", allowed: ["t.example"], host: "a.t.example", isServed: false),
    ])
    func onlyOurNamesAreServed(example: HostCase) throws {
        let policy = try HostPolicy(listened: example.listened, allowed: example.allowed)
        let host = try #require(Authority(example.host))
        #expect(policy.allows(host, at: LocalAddress(host: example.local, port: 8080)) == example.isServed)
    }

    struct OriginCase: Sendable {
        var origin: String
        var host = "127.0.0.1:8080"
        var allowed: [String] = []
        var isAllowed: Bool
    }

    @Test(arguments: [
        OriginCase(origin: "http://127.0.0.1:8080", isAllowed: true),
        OriginCase(origin: "HTTP://127.0.0.1:8080", isAllowed: true),
        OriginCase(origin: "https://shell.example", host: "shell.example", isAllowed: true),
        OriginCase(origin: "https://shell.example", host: "shell.example:443", isAllowed: true),
        OriginCase(origin: "http://shell.example", host: "shell.example:80", isAllowed: true),
        OriginCase(origin: "http://shell.example:8080", host: "shell.example", isAllowed: false),
        OriginCase(origin: "http://localhost:8080", isAllowed: false),
        OriginCase(origin: "http://127.0.0.1", isAllowed: false),
        OriginCase(origin: "http://127.0.0.1:80801", isAllowed: false),
        OriginCase(origin: "http://127.0.0.1:8080.evil.test", isAllowed: false),
        OriginCase(origin: "http://127.0.0.1.evil.test", host: "127.0.0.1", isAllowed: false),
        OriginCase(origin: "http://127.0.0.1:8080/", isAllowed: false),
        OriginCase(origin: "http://evil@127.0.0.1:8080", isAllowed: false),
        OriginCase(origin: "null", isAllowed: false),
        OriginCase(origin: "", isAllowed: false),
        OriginCase(origin: "127.0.0.1:8080", isAllowed: false),
        OriginCase(origin: "ftp://127.0.0.1:8080", isAllowed: false),
        OriginCase(origin: "file://", isAllowed: false),
        OriginCase(origin: "http://127.0.0.1:8080 http://evil.test", isAllowed: false),
        OriginCase(origin: "https://Portal.example", allowed: ["https://portal.example"], isAllowed: true),
        OriginCase(origin: "https://portal.example:443", allowed: ["https://portal.example"], isAllowed: true),
        OriginCase(origin: "http://portal.example", allowed: ["https://portal.example"], isAllowed: false),
        OriginCase(origin: "https://portal.example:8443", allowed: ["https://portal.example"], isAllowed: false),
        OriginCase(origin: "https://a.portal.example", allowed: ["https://portal.example"], isAllowed: false),
    ])
    func onlyOurPagesMayOpenAWebSocket(example: OriginCase) throws {
        let policy = try OriginPolicy(allowed: example.allowed)
        let host = try #require(Authority(example.host))
        #expect(policy.allows(example.origin, host: host) == example.isAllowed)
    }

    @Test(arguments: ["http://a", "a/b", "*", ""])
    func aListThatCannotBeReadIsRefused(entry: String) {
        #expect(throws: InvalidSetting.self) { try HostPolicy(listened: "127.0.0.1", allowed: [entry]) }
    }

    @Test(arguments: ["a", "https://a/", "null", "*", "ws://a"])
    func anOriginThatCannotBeReadIsRefused(entry: String) {
        #expect(throws: InvalidSetting.self) { try OriginPolicy(allowed: [entry]) }
    }
}
