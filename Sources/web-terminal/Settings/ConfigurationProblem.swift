/// One thing that is wrong with what a user has set, for one line on standard error.
struct ConfigurationProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// Nil when it is not in a file.
    var location: SourceLocation?
    /// A sentence.
    var message: String

    var description: String { "\(location?.description ?? "web-terminal"): \(message)" }
}

/// A place in a file.
struct SourceLocation: Sendable, Equatable, CustomStringConvertible {
    /// As the user named it.
    var file: String
    /// From 1; nil: the file as a whole.
    var line: Int?

    var description: String { line.map { "\(file):\($0)" } ?? file }
}

/// Where a value came from, for what is to be said of it.
struct SettingOrigin: Sendable, Equatable {
    var location: SourceLocation?
    /// What the user knows the setting by there: `server.port`, `WEB_TERMINAL_PORT` or `--port`.
    var name: String
    /// Where relative paths start.
    var directory = "."

    func problem(_ complaint: String) -> ConfigurationProblem {
        ConfigurationProblem(location: location, message: "\(name) \(complaint)")
    }
}

/// A value for a setting, from one of the places where they are set.
struct SettingAssignment: Sendable {
    var setting: Setting
    var value: RawValue
    var origin: SettingOrigin
}

/// What one place has to say: a file, the environment, or the flags.
struct SettingLayer: Sendable {
    var assignments: [SettingAssignment] = []
    var problems: [ConfigurationProblem] = []
}
