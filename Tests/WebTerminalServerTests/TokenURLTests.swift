import StrictJSON
import TestKit
import Testing

@testable import WebTerminalServer

@Suite(.timeLimit(.minutes(2))) struct TokenURLTests {
    @Test(arguments: [
        ("/token", nil), ("/", nil), ("/a/b?c=d&e", nil), ("https://id.example.org", "https://id.example.org"),
        ("https://ID.example.org/token?x=1", "https://id.example.org"), ("HTTP://host:81", "http://host:81"),
        ("http://127.0.0.1:9000/token", "http://127.0.0.1:9000"), ("https://id?next=/x", "https://id"),
    ])
    func addressesAreTaken(text: String, origin: String?) throws {
        let url = try #require(TokenURL(text))
        #expect(url.text == text && url.origin == origin)
    }

    /// Among them what would leave the page's host, or a directive of the policy, without looking so.
    @Test(arguments: [
        "", "token", "//id.example.org/token", "/\\id.example.org", "\\/id.example.org", "https:/id", "https://",
        "https:id.example.org", "https://user@id.example.org", "https://user:secret@id.example.org", "ftp://id/token",
        "javascript:alert(1)", "data:,x", "https://id/to ken", "https://id/#fragment", "https://id;script-src *",
        "https://*/token", "https://*.example.org", "https://[::1]:90/token", "https://id:port", "https://id:65536",
        "https://id/\u{e9}", "https://\u{e9}/", "/\n", "https://id\n", "https://id\\@evil.example.org",
        "blob:https://id",
    ])
    func othersAreRefused(text: String) {
        #expect(TokenURL(text) == nil)
    }

    @Test func thePolicyNamesAnotherOriginAndNothingElse() {
        let plain = SecurityHeaders.contentSecurityPolicy(tokensFrom: nil)
        let other = SecurityHeaders.contentSecurityPolicy(tokensFrom: "https://id.example.org")
        #expect(plain == SecurityHeaders.contentSecurityPolicy && plain.contains("; connect-src 'self'; "))
        #expect(other == plain.replacing("connect-src 'self'", with: "connect-src 'self' https://id.example.org"))
        for directive in ["require-trusted-types-for 'script'", "trusted-types 'none'", "base-uri 'none'"] {
            #expect(plain.split(separator: "; ").contains { $0 == directive })
        }
    }

    @Test func pagesAreToldAndTheirPolicyAllowsIt() async throws {
        try await StoryServer.run {
            $0.security.tokenURL = "https://id.example.org:8443/token"
        } _: { server in
            let policy = "Content-Security-Policy"
            let page = try await request(server.port, "GET", "/")
            #expect(page[policy][0].contains("connect-src 'self' https://id.example.org:8443;"))
            let client = try await server.connect(tokenIn: .message)
            let connected = try #require(client.seen.messages.first)
            #expect(connected["token_url"] == "https://id.example.org:8443/token")
            try await client.disconnect()
        }
    }

    @Test func aPathNeedsNoPolicyAndWithoutOneNothingIsTold() async throws {
        try await StoryServer.run {
            $0.security.tokenURL = "/token"
        } _: { server in
            let page = try await request(server.port, "GET", "/")
            #expect(page["Content-Security-Policy"] == [SecurityHeaders.contentSecurityPolicy])
        }
    }

    /// The command line tool says it better, with file and line; whoever uses the library hears it, too.
    @Test func aServerRefusesWhatIsNone() async throws {
        await #expect(throws: InvalidSetting.self) {
            try await HTTPTestServer.run {
                $0.security.tokenURL = "ftp://id/token"
            } _: { _ in
            }
        }
    }
}
