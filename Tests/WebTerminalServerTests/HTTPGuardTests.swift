import NIOHTTP1
import TerminalProtocol
import Testing

@testable import WebTerminalServer

@Suite struct HTTPGuardTests {
    private static let local = LocalAddress(host: "127.0.0.1", port: 8080)

    struct Case: Sendable, CustomTestStringConvertible {
        var method = HTTPMethod.GET
        var version = HTTPVersion.http1_1
        var uri = "/health"
        var headers: [(String, String)] = []
        var hosts = ["127.0.0.1:8080"]
        var status: Int?

        var head: HTTPRequestHead {
            HTTPRequestHead(
                version: version, method: method, uri: uri,
                headers: HTTPHeaders(hosts.map { ("Host", $0) } + headers))
        }

        var testDescription: String { "\(version) \(method) \(uri) \(headers) \(hosts)" }
    }

    @Test(arguments: [
        Case(),
        Case(version: .http1_0),
        Case(method: .POST, headers: [("Content-Length", "0")]),
        Case(method: .POST, headers: [("content-length", "65536")]),
        Case(method: .POST, headers: [("Transfer-Encoding", "Chunked")]),
        Case(headers: [("Expect", "100-Continue")]),
        Case(uri: "/a?tokens=1&q=token"),
        Case(headers: [("Accept", "a"), ("Accept", "b")]),
        Case(version: HTTPVersion(major: 1, minor: 9), status: 505),
        Case(version: HTTPVersion(major: 2, minor: 0), status: 505),
        Case(version: HTTPVersion(major: 0, minor: 9), status: 505),
        Case(method: .CONNECT, uri: "127.0.0.1:22", status: 501),
        Case(method: .TRACE, status: 501),
        Case(method: .RAW(value: "get"), status: 501),
        Case(hosts: [], status: 400),
        Case(hosts: ["127.0.0.1", "127.0.0.1"], status: 400),
        Case(hosts: ["a/b"], status: 400),
        Case(hosts: [""], status: 400),
        Case(hosts: ["evil.test"], status: 421),
        Case(headers: [("Content-Length", "3"), ("Transfer-Encoding", "chunked")], status: 400),
        Case(headers: [("Content-Length", "3"), ("Content-Length", "3")], status: 400),
        Case(headers: [("Content-Length", "3, 3")], status: 400),
        Case(headers: [("Content-Length", "+3")], status: 400),
        Case(headers: [("Content-Length", "-1")], status: 400),
        Case(headers: [("Content-Length", "3.0")], status: 400),
        Case(headers: [("Content-Length", "")], status: 400),
        Case(headers: [("Content-Length", "0x3")], status: 400),
        Case(headers: [("Content-Length", "00000000000000000003")], status: 400),
        Case(headers: [("Content-Length", "18446744073709551616")], status: 400),
        Case(headers: [("Content-Length", "65537")], status: 413),
        Case(headers: [("Content-Length", "9999999999999999999")], status: 413),
        Case(headers: [("Transfer-Encoding", "chunked, identity")], status: 400),
        Case(headers: [("Transfer-Encoding", "gzip, chunked")], status: 400),
        Case(headers: [("Transfer-Encoding", "xchunked")], status: 400),
        Case(headers: [("Transfer-Encoding", "\"chunked\"")], status: 400),
        Case(headers: [("Transfer-Encoding", "")], status: 400),
        Case(headers: [("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "cow")], status: 400),
        Case(version: .http1_0, headers: [("Transfer-Encoding", "chunked")], status: 400),
        Case(headers: [("Authorization", "Bearer a"), ("Authorization", "Bearer b")], status: 400),
        Case(headers: [("Origin", "http://a"), ("Origin", "http://b")], status: 400),
        Case(headers: [("Expect", "magic")], status: 417),
        Case(uri: "/../etc", status: 400),
        Case(uri: "/?token=x", status: 400),
        Case(uri: "/ws?a=b&Access_Token=x", status: 400),
        Case(uri: "/ws?%74oken=x", status: 400),
    ])
    func theRules(example: Case) throws {
        let rules = HTTPGuard(hosts: try HostPolicy(listened: "127.0.0.1", allowed: []))
        do {
            try rules.check(example.head, at: Self.local)
            #expect(example.status == nil)
        } catch {
            #expect(error.status == example.status)
            #expect(!error.body.message.isEmpty)
        }
    }
}
