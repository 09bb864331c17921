import Authentication
import Sessions
import Testing
import WebTerminalServer

@testable import web_terminal

@Suite struct SettingsReloadTests {
    @Test func nothingNewIsNoChange() {
        #expect(SettingsReload(started: Settings()).changes(to: Settings()) == SettingsReload.Changes())
    }

    @Test func whatIsTakenOverIsNewOnlyOnce() {
        var reload = SettingsReload(started: Settings())
        var new = Settings()
        new.configuration.limits.maxSessionsPerUser = 3
        new.configuration.session.timeoutSeconds = 5
        #expect(reload.changes(to: new).applied == ["session.timeout_seconds", "session.max_per_user"])
        reload.accept(new)
        #expect(reload.changes(to: new) == SettingsReload.Changes())
        #expect(reload.changes(to: Settings()).applied == ["session.timeout_seconds", "session.max_per_user"])
    }

    @Test func whatNeedsARestartStaysPendingUntilItIsTakenBack() {
        var reload = SettingsReload(started: Settings())
        var new = Settings()
        new.configuration.server.port = 9
        for _ in 0..<2 {
            #expect(reload.changes(to: new) == SettingsReload.Changes(applied: [], pending: ["server.port"]))
            reload.accept(new)
        }
        #expect(reload.changes(to: Settings()) == SettingsReload.Changes())
    }

    /// The name of the file is the same, what is in it is not.
    @Test func aSecretThatChangedInItsFileIsAChange() {
        func settings(_ byte: UInt8) -> Settings {
            var settings = Settings()
            settings.secrets.single = .file("/run/secret")
            settings.configuration.security.tokens.secrets = [
                TokenSecret(bytes: Array(repeating: byte, count: TokenSecret.minimumBytes))
            ]
            return settings
        }
        let reload = SettingsReload(started: settings(1))
        #expect(reload.changes(to: settings(1)) == SettingsReload.Changes())
        #expect(reload.changes(to: settings(2)).applied.contains("security.jwt_secret_file"))
    }
}
