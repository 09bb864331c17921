import Testing
import WebTerminalServer

@testable import web_terminal

@Suite struct NetworkSettingsTests {
    @Test func aSectionMayStandInASection() throws {
        for text in [
            "[server.tls]\ncertificate = \"a.pem\"\nprivate_key = \"/b.pem\"\nhsts_seconds = 7\n",
            "[server]\ntls = { certificate = \"a.pem\", private_key = \"/b.pem\", hsts_seconds = 7 }\n",
            "server.tls.certificate = \"a.pem\"\nserver.tls.private_key = \"/b.pem\"\nserver.tls.hsts_seconds = 7\n",
        ] {
            let tls = try load(text).tls
            #expect(tls.certificate == "/etc/web-terminal/a.pem" && tls.privateKey == "/b.pem")
            #expect(tls.hstsSeconds == 7)
        }
    }

    @Test func whatIsWrongInItHasItsLine() {
        #expect(
            problems("[server]\nport = 1\n\n[server.tls]\ncertificat = 1\n")
                == ["config.toml:5: server.tls.certificat is not a setting; did you mean server.tls.certificate?"])
        #expect(problems("[server]\ntls = true\n").map { $0.hasPrefix("config.toml:2: server.tls ") } == [true])
        #expect(problems("[server.tsl]\ncertificate = \"a\"\n").map { $0.hasPrefix("config.toml:1: ") } == [true])
        #expect(problems("[tls]\ncertificate = \"a\"\n").map { $0.hasPrefix("config.toml:1: ") } == [true])
    }

    @Test func namesInTheEnvironment() {
        #expect(Setting.byPath["server.tls.private_key"]?.environmentName == "WEB_TERMINAL_TLS_PRIVATE_KEY")
        #expect(Setting.byPath["server.base_path"]?.environmentName == "WEB_TERMINAL_BASE_PATH")
        #expect(Setting.byPath["server.tls.private_key"]?.section == "server.tls")
    }

    @Test func headersOfProxies() throws {
        #expect(try load("").configuration.server.proxyHeaders == .xForwarded)
        let settings = try load("[server]\nproxy_headers = \"forwarded\"\ntrusted_proxies = [\"unix\"]\n")
        #expect(settings.configuration.server.proxyHeaders == .forwarded)
        #expect(settings.configuration.server.trustedProxies == ["unix"])
    }

    @Test func oneFileOfTheTwoIsNotEnough() {
        let certificate = TestSources.loader(environment: ["WEB_TERMINAL_TLS_CERTIFICATE": "/dev/null"]).load()
        #expect(
            certificate.problems.map(\.message)
                == ["WEB_TERMINAL_TLS_CERTIFICATE is of no use without server.tls.private_key"])
        let key = TestSources.loader(environment: ["WEB_TERMINAL_TLS_PRIVATE_KEY": "/dev/null"]).load()
        #expect(
            key.problems.map(\.message) == ["WEB_TERMINAL_TLS_PRIVATE_KEY is of no use without server.tls.certificate"])
    }

    @Test func whereTokensAre() throws {
        #expect(try load("").configuration.security.tokenURL == nil)
        let settings = try load("[security]\ntoken_url = \"https://id.example.org/token\"\n")
        #expect(settings.configuration.security.tokenURL == "https://id.example.org/token")
        #expect(Setting.byPath["security.token_url"]?.environmentName == "WEB_TERMINAL_TOKEN_URL")
        #expect(
            problems("[security]\n\ntoken_url = \"//id.example.org\"\n") == [
                "config.toml:3: security.token_url must be a path that begins with /, or an address of http or https, "
                    + "with a name or an IPv4 address, not \"//id.example.org\""
            ])
    }
}
