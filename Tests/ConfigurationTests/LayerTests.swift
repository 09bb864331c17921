import Sessions
import Logging
import Testing
import WebTerminalServer

@testable import web_terminal

@Suite struct LayerTests {
    private func problems(environment: [String: String]) -> [String] {
        SettingLayer(environment: environment).problems.map(\.description)
    }

    @Test func flagsOverEnvironmentOverFileOverDefaults() {
        var builder = SettingsBuilder()
        #expect(builder.settings.configuration.server.port == 8080)
        builder.add(
            ConfigurationFile(name: "config.toml", directory: ".").layer(
                of: "[server]\nport = 1\nworkers = 1\ndrain_seconds = 1\n"))
        builder.add(SettingLayer(environment: ["WEB_TERMINAL_PORT": "2", "WEB_TERMINAL_WORKERS": "2"]))
        builder.add(SettingLayer(flags: [("--port", "server.port", "3")]))
        #expect(builder.problems.isEmpty)
        let server = builder.settings.configuration.server
        #expect((server.port, server.workers, server.drainSeconds, server.maxConnections) == (3, 2, 1, 4096))
    }

    @Test func environmentOfEveryKind() {
        var builder = SettingsBuilder()
        builder.add(
            SettingLayer(environment: [
                "WEB_TERMINAL_SESSION_ARGUMENTS": "-l,-i", "WEB_TERMINAL_SESSION_OUTPUT_LOG_BYTES": "1MiB",
                "WEB_TERMINAL_SESSION_ENVIRONMENT": "A=1,B=x=y,C=", "WEB_TERMINAL_ALLOWED_USERS": "alice",
                "WEB_TERMINAL_LOGGING_LEVEL": "debug", "WEB_TERMINAL_JWT_SECRET": "secret",
            ]))
        #expect(builder.problems == [])
        let settings = builder.settings
        #expect(settings.configuration.session.arguments == ["-l", "-i"])
        #expect(settings.configuration.session.outputLogBytes == 1_048_576)
        #expect(settings.configuration.session.environment == ["A": "1", "B": "x=y", "C": ""])
        #expect(settings.logging.level == .debug)
        #expect(settings.secrets.single == .text("secret"))
    }

    @Test func environmentErrorsNameTheVariable() {
        let loaded = TestSources.loader(environment: [
            "WEB_TERMINAL_PORT": "tcp://10.0.0.1:80", "WEB_TERMINAL_SESSION_ENVIRONMENT": "A",
        ]).load()
        #expect(
            loaded.problems.map(\.description) == [
                "web-terminal: WEB_TERMINAL_PORT must be a whole number from 0 to 65535, not \"tcp://10.0.0.1:80\"",
                "web-terminal: WEB_TERMINAL_SESSION_ENVIRONMENT must have a text in quotes for A",
            ])
    }

    @Test func anEmptyVariableIsNone() {
        #expect(SettingLayer(environment: ["WEB_TERMINAL_PORT": ""]).assignments.isEmpty)
    }

    @Test func slipsOfThePen() {
        #expect(
            problems(environment: ["WEB_TERMINAL_HOTS": "x"]) == [
                "web-terminal: WEB_TERMINAL_HOTS is not a setting; did you mean WEB_TERMINAL_HOST?"
            ])
        // Of others: a shell of ours, Kubernetes, the tests.
        for name in [
            "WEB_TERMINAL_SESSION_ID", "WEB_TERMINAL_SERVICE_HOST", "WEB_TERMINAL_PORT_8080_TCP_ADDR",
            "WEB_TERMINAL_VECTORS", "WEB_TERMINAL_STRICT", "WEBTERMINAL_PORT",
        ] {
            #expect(problems(environment: [name: "x"]) == [], "\(name)")
        }
    }

    @Test func secretsAreNoFlags() {
        for path in ["security.jwt_secret", "security.jwt_secrets"] {
            let layer = SettingLayer(flags: [("--set \(path)", path, "0123456789012345678901234567890123456789")])
            #expect(layer.assignments.isEmpty && layer.problems.count == 1)
            #expect(!"\(layer.problems)".contains("0123456789"))
        }
    }

    @Test func aStrongerSecretReplacesAWeakerOne() {
        var builder = SettingsBuilder()
        builder.add(ConfigurationFile(name: "c", directory: ".").layer(of: "[security]\njwt_secret_file = \"/f\""))
        builder.add(SettingLayer(environment: ["WEB_TERMINAL_JWT_SECRET": "from the environment"]))
        #expect(builder.problems.isEmpty)
        #expect(builder.settings.secrets.single == .text("from the environment"))
    }
}
