import TestKit
import Testing
import WebTerminalServer

@testable import web_terminal

@Suite struct MetricsSettingsTests {
    private let word = "0123456789abcdef0123456789abcdef"

    private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
        let directory = TestDirectory()
        defer { withExtendedLifetime(directory) {} }
        try directory.write(Array(text.utf8), to: "token")
        try body(directory.path("token"))
    }

    private func fileSettings(_ text: String) throws -> Settings {
        var builder = SettingsBuilder()
        builder.add(ConfigurationFile(name: "config.toml", directory: "/etc/web-terminal").layer(of: text))
        #expect(builder.problems == [])
        return builder.settings
    }

    private func load(_ environment: [String: String]) -> (settings: Settings, problems: [String]) {
        let (settings, problems) = TestSources.loader(environment: environment).load()
        return (settings, problems.map(\.description))
    }

    @Test func flags() throws {
        #expect(try fileSettings("[metrics]\nenabled = false\n").configuration.metrics.isEnabled == false)
        #expect(load(["WEB_TERMINAL_METRICS_PER_SESSION": "true"]).settings.configuration.metrics.perSession)
        #expect(
            load(["WEB_TERMINAL_METRICS_PER_SESSION": "yes"]).problems == [
                "web-terminal: WEB_TERMINAL_METRICS_PER_SESSION must be true or false, not \"yes\""
            ])
    }

    @Test func theTokenIsInTheFile() throws {
        try withFile(word + "\n") { path in
            let environment = ["WEB_TERMINAL_METRICS_TOKEN_FILE": path, "WEB_TERMINAL_METRICS_REQUIRE_TOKEN": "true"]
            let (settings, problems) = load(environment)
            #expect(problems == [])
            let token = try MetricsToken(Array(word.utf8))
            #expect(settings.configuration.metrics.token == token)
            // A file that is of no use looks like protection, and is none.
            #expect(
                load(["WEB_TERMINAL_METRICS_TOKEN_FILE": path]).problems == [
                    "web-terminal: WEB_TERMINAL_METRICS_TOKEN_FILE is of no use without metrics.require_token = true"
                ])
        }
        try withFile("short and two words\n") { path in
            let environment = ["WEB_TERMINAL_METRICS_TOKEN_FILE": path, "WEB_TERMINAL_METRICS_REQUIRE_TOKEN": "true"]
            let problems = load(environment).problems
            #expect(problems.count == 1 && problems[0].contains("must have 32 to 1024 bytes, not 19"))
            #expect(!problems.joined().contains("two words"), "what may be a secret is not shown")
        }
    }

    /// A new token in the same file is noticed.
    @Test func aChangedFileIsAChange() throws {
        var one = Settings()
        one.metricsTokenFile = "/run/token"
        one.configuration.metrics.token = try MetricsToken(Array(word.utf8))
        var other = one
        let reload = SettingsReload(started: one)
        #expect(reload.changes(to: other) == SettingsReload.Changes())
        other.configuration.metrics.token = try MetricsToken(Array((word + word).utf8))
        #expect(reload.changes(to: other) == SettingsReload.Changes(applied: ["metrics.token_file"]))
    }
}
