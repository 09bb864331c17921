@testable import web_terminal

/// What the tests of this target read settings from.
enum TestSources {
    /// A loader that finds no file.
    static func loader(
        environment: [String: String] = [:], flags: [(name: String, path: String, text: String)] = []
    ) -> ConfigurationLoader {
        ConfigurationLoader(
            explicitPath: "/dev/null", environment: environment, flags: flags)
    }
}

/// The settings that a config.toml with this text makes, without a look at secrets and files.
func load(_ text: String) throws -> Settings {
    var builder = SettingsBuilder()
    builder.add(ConfigurationFile(name: "config.toml", directory: "/etc/web-terminal").layer(of: text))
    if let problem = builder.problems.first { throw problem }
    return builder.settings
}

/// What is wrong with a config.toml of this text.
func problems(_ text: String) -> [String] {
    var builder = SettingsBuilder()
    builder.add(ConfigurationFile(name: "config.toml", directory: "/etc/web-terminal").layer(of: text))
    return builder.problems.map(\.description)
}
