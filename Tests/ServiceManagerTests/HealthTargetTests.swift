import TerminalClient
import Testing
import WebTerminalServer

@testable import web_terminal

@Suite struct HealthTargetTests {
    @Test(arguments: [
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/health"),
        ("http://localhost", "http://localhost:80/health"),
        ("https://[::1]:8443/base/health", "https://[::1]:8443/base/health"),
        ("https://example.org/ready", "https://example.org:443/ready"),
        ("unix:/run/web-terminal/socket", "unix:/run/web-terminal/socket"),
    ])
    func addresses(url: String, meaning: String) throws {
        #expect(try #require(HealthTarget(url)).description == meaning)
    }

    @Test(arguments: [
        "", "127.0.0.1:8080", "ftp://a/", "http://", "http:///health", "http://a:0/", "http://a:65536/", "http://a:b/",
        "http://u@a/", "http://[::1/", "unix:relative", "unix:", "http://a/b c", "http://a/\r\nX: y", "http://a\n/",
    ])
    func whatIsNone(url: String) {
        #expect(HealthTarget(url) == nil)
    }

    @Test func theServerOfAConfiguration() {
        func target(_ host: String) -> String {
            var server = Configuration.Server()
            server.host = host
            server.port = 9000
            return HealthTarget(serving: server).description
        }
        #expect(target("0.0.0.0") == "http://127.0.0.1:9000/health")
        #expect(target("::") == "http://[::1]:9000/health")
        #expect(target("terminal.example.org") == "http://terminal.example.org:9000/health")
    }

    @Test func theServerAtAUnixSocket() {
        var server = Configuration.Server()
        server.unixSocket = "/run/web-terminal/socket"
        #expect(HealthTarget(serving: server).description == "unix:/run/web-terminal/socket")
    }

    @Test func hostsAreWhatTheServerKnowsItselfBy() throws {
        #expect(try #require(HealthTarget("http://[::1]:8080/")).address.hostHeader == "[::1]:8080")
        #expect(try #require(HealthTarget("unix:/s")).address.hostHeader == "localhost")
    }
}
