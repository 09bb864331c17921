import Authentication
import Sessions
import Logging
import Testing
import WebTerminalServer

@testable import web_terminal

@Suite struct ConfigurationFileTests {
    @Test func readsEveryKind() throws {
        let settings = try load(
            """
            [server]
            port = 0
            allowed_hosts = ["a.example", "b.example:8443"]
            [session]
            output_log_bytes = "1MiB"
            arguments = ["-l", ""]
            environment = { EDITOR = "vim" }
            working_directory = "/srv"
            [security]
            algorithms = ["HS512", "HS256"]
            denied_users = ["mallory"]
            leeway_seconds = 5
            jwt_secret_file = "secret"
            jwt_secrets = [{ kid = "a", secret = "s" }, { kid = "b", file = "/run/b" }]
            [logging]
            level = "warning"
            format = "json"
            [static]
            directory = "page"
            """)
        let configuration = settings.configuration
        #expect(configuration.server.port == 0)
        #expect(configuration.server.allowedHosts == ["a.example", "b.example:8443"])
        #expect(configuration.session.outputLogBytes == 1_048_576)
        #expect(configuration.session.arguments == ["-l", ""])
        #expect(configuration.session.environment == ["EDITOR": "vim"])
        #expect(configuration.session.workingDirectory == "/srv")
        #expect(configuration.security.tokens.algorithms == [.hs256, .hs512])
        #expect(configuration.security.tokens.deniedUsers == ["mallory"])
        #expect(configuration.security.tokens.leewaySeconds == 5)
        #expect(settings.secrets.single == .file("/etc/web-terminal/secret"))
        #expect(
            settings.secrets.named == [
                .init(keyID: "a", source: .text("s")), .init(keyID: "b", source: .file("/run/b")),
            ])
        #expect(settings.logging.level == .warning && settings.logging.format == .json)
        #expect(configuration.page.directory == "/etc/web-terminal/page")
    }

    @Test(arguments: [
        ("port = 1", "config.toml:1: port is not a setting; did you mean server.port?"),
        ("[sesion]\nshell = 1", "config.toml:1: [sesion] is not a section; did you mean [session]?"),
        ("[qqqqqq]", "config.toml:1: [qqqqqq] is not a section"),
        (
            "[session]\n\ntimeout_second = 3",
            "config.toml:3: session.timeout_second is not a setting; did you mean session.timeout_seconds?"
        ),
        (
            "[session]\nmax_sessions_total = 3",
            "config.toml:2: session.max_sessions_total is not a setting; did you mean limits.max_sessions_total?"
        ),
        ("[server]\nqqqqqqqqqqqq = 3", "config.toml:2: server.qqqqqqqqqqqq is not a setting"),
        ("server = 3", "config.toml:1: server is not a setting"),
        (
            "session.timeout_seconds = \"abc\"",
            "config.toml:1: session.timeout_seconds must be a whole number from 0 to 31536000, not \"abc\""
        ),
        (
            "[server]\nport = 70000",
            "config.toml:2: server.port must be a whole number from 0 to 65535, not 70000"
        ),
        (
            "[logging]\nformat = \"xml\"",
            "config.toml:2: logging.format must be \"text\" or \"json\", not \"xml\""
        ),
        (
            "[session]\noutput_log_bytes = \"1\"",
            "config.toml:2: session.output_log_bytes must be a size from 256KiB to 1GiB, in bytes or like \"512KiB\" or "
                + "\"1MB\", not \"1\""
        ),
        (
            "[session]\nshell = \"bash\"",
            "config.toml:2: session.shell must be an absolute path, beginning with /, not \"bash\""
        ),
        (
            "[server]\nhost = \"a\\u001b[2Jb\\nc\"",
            "config.toml:2: server.host must be a text of printable characters, not \"a\\u{1b}[2Jb\\u{a}c\""
        ),
        (
            "[security]\njwt_secret = \"a\"\njwt_secret_file = \"b\"",
            "config.toml:3: security.jwt_secret_file and security.jwt_secret are both given; use one of them"
        ),
    ])
    func saysWhatIsWrong(text: String, problem: String) {
        #expect(problems(text) == [problem])
    }

    @Test func syntaxErrorsHaveALine() {
        for text in ["[server]\nport = \n", "[server]\nport = 1\nport = 2\n", "[server]\nhost = \"a\n", "[server]\n]"] {
            let problems = problems(text)
            #expect(problems.count == 1)
            #expect(["config.toml:2", "config.toml:3"].contains(problems.first?.prefix(13)), "\(problems)")
        }
    }

    @Test func zeroBytesDoNotHideTheRest() {
        #expect(problems("[server]\n\0\nport = 70000") == ["config.toml:2: zero bytes cannot be used"])
        #expect(problems("[security]\njwt_secret = \"a\\u0000b\"") == ["config.toml:2: zero bytes cannot be used"])
    }

    @Test func everythingIsReportedAtOnceFromTopToBottom() {
        let found = problems("[server]\nport = -1\nhots = 1\nworkers = -1\n[session]\nshell = 1\n[q]\n")
        #expect(found.count == 5)
        #expect(
            found.filter { $0.contains("must") }.map { $0.prefix(13) } == [
                "config.toml:2", "config.toml:4", "config.toml:6",
            ])
    }
}
