import Authentication
import StrictJSON
import Testing
import WebTerminalServer

@testable import web_terminal

@Suite struct DescribedSettingTests {
    private static let secret = "a-secret-that-nobody-may-see-0123456789"

    private static func described(_ settings: Settings, started: Settings? = nil) -> [String: DescribedSetting] {
        let all = SettingsReload(started: started ?? settings).describe(settings)
        return Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })
    }

    @Test func nothingThatIsSecretIsShown() throws {
        let settings = try load(
            """
            [session]
            environment = { DATABASE = "\(Self.secret)" }
            [security]
            jwt_secret = "\(Self.secret)"
            jwt_secrets = [{ kid = "next", secret = "\(Self.secret)" }, { kid = "old", file = "/run/old" }]
            """)
        let described = Self.described(settings)
        #expect(!"\(described)".contains(Self.secret))
        let environment = described["session.environment"]
        #expect(environment?.value == ["DATABASE": "[redacted]"] && environment?.isRedacted == true)
        #expect(described["security.jwt_secret"]?.value == "[redacted]")
        #expect(described["security.jwt_secret"]?.isRedacted == true)
        #expect(
            described["security.jwt_secrets"]?.value == [
                ["kid": "next", "secret": "[redacted]"], ["kid": "old", "secret": "[redacted]"],
            ])
    }

    /// Of whatever kind a setting is: what is not known to be harmless must not be added to the table unnoticed.
    @Test func everySettingIsThereWithItsValue() {
        let settings = Settings()
        let described = Self.described(settings)
        #expect(Set(described.keys) == Set(Setting.all.map(\.path)))
        for setting in Setting.all where setting.isSecret {
            #expect(described[setting.path]?.value.isNull != false || described[setting.path]?.value == [])
        }
        #expect(described["server.port"]?.value == 8080 && described["server.port"]?.source == nil)
        #expect(described["session.output_log_bytes"]?.value == 524_288)
        #expect(described["metrics.enabled"]?.value == true)
        #expect(described["session.working_directory"]?.value == .null)
    }

    @Test func whereItWasSetIsSaid() throws {
        let settings = try load("[server]\nport = 9\n")
        #expect(Self.described(settings)["server.port"]?.source == "config.toml:2")
        let (other, _) = TestSources.loader(environment: ["WEB_TERMINAL_PORT": "9"]).load()
        #expect(Self.described(other)["server.port"]?.source == "WEB_TERMINAL_PORT")
    }

    @Test func whatWaitsForARestartIsAsItWas() throws {
        let new = try load("[server]\nport = 9\n[session]\ntimeout_seconds = 7\n")
        let described = Self.described(new, started: Settings())
        #expect(described["server.port"]?.value == 8080 && described["server.port"]?.isPending == true)
        #expect(described["session.timeout_seconds"]?.value == 7)
        #expect(described["session.timeout_seconds"]?.isPending == false)
    }
}
