import TerminalClient
import Testing

@Suite struct ServerAddressTests {
    @Test(arguments: [
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080", "/x"),
        ("http://localhost", "http://localhost:80", "/x"),
        ("https://[::1]:8443/base/", "https://[::1]:8443/base", "/base/x"),
        ("https://example.org/a/b", "https://example.org:443/a/b", "/a/b/x"),
        ("unix:/run/web-terminal/socket", "unix:/run/web-terminal/socket", "/x"),
        ("unix:/run/web-terminal/socket:/base", "unix:/run/web-terminal/socket:/base", "/base/x"),
    ])
    func addresses(url: String, meaning: String, target: String) throws {
        let address = try #require(ServerAddress(url))
        #expect(address.description == meaning)
        #expect(address.target("/x") == target)
        #expect(ServerAddress(address.description) == address)
    }

    @Test(arguments: [
        "", "127.0.0.1:8080", "ftp://a/", "http://", "http:///health", "http://a:0/", "http://a:65536/", "http://a:b/",
        "http://u@a/", "http://[::1/", "http://[a]/", "unix:relative", "unix:", "http://a/b c", "http://a/\r\nX: y",
        "http://a\n/", "http://a/?b", "http://a?b", "http://a/#token", "unix:/a:/b#c",
    ])
    func whatIsNone(url: String) {
        #expect(ServerAddress(url) == nil)
    }

    @Test func hostsAreWhatTheServerKnowsItselfBy() throws {
        #expect(try #require(ServerAddress("http://[::1]:8080/")).hostHeader == "[::1]:8080")
        #expect(try #require(ServerAddress("unix:/s")).hostHeader == "localhost")
    }
}
