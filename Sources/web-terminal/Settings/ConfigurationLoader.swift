import Authentication
import Glibc
import Sessions
import WebTerminalServer

/// Flags over environment over file over defaults.
struct ConfigurationLoader {
    /// What `--config` says.
    var explicitPath: String?
    var environment: [String: String]
    var flags: [(name: String, path: String, text: String)]

    /// The file that is read, when it is there, if nobody names one.
    static let defaultPath = "config.toml"
    /// Names the file when `--config` does not.
    static let pathVariable = "WEB_TERMINAL_CONFIG"

    /// The settings, and all that is wrong with them. With problems the settings are not to be used.
    func load() -> (settings: Settings, problems: [ConfigurationProblem]) {
        var builder = SettingsBuilder()
        builder.add(fileLayer())
        builder.add(SettingLayer(environment: environment.filter { $0.key != Self.pathVariable }))
        builder.add(SettingLayer(flags: flags))
        SecretReader.read(into: &builder)
        TLSReader.read(into: &builder)
        MetricsTokenReader.read(into: &builder)
        checkFiles(&builder)
        return (builder.settings, builder.problems)
    }

    private func fileLayer() -> SettingLayer {
        let named = explicitPath ?? environment[Self.pathVariable].flatMap { $0.isEmpty ? nil : $0 }
        let path = named ?? Self.defaultPath
        do throws(FileError) {
            let bytes = try ConfigurationFiles.read(path)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                return SettingLayer(problems: [
                    ConfigurationProblem(location: SourceLocation(file: path), message: "is not UTF-8")
                ])
            }
            let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
            return ConfigurationFile(name: RawValue.escaped(path, limit: 200), directory: directory).layer(of: text)
        } catch {
            if named == nil, error.errno == ENOENT { return SettingLayer() }
            return SettingLayer(problems: [ConfigurationProblem(message: error.description)])
        }
    }

    /// Better now than with the first user.
    private func checkFiles(_ builder: inout SettingsBuilder) {
        let configuration = builder.settings.configuration
        if !ConfigurationFiles.isExecutableFile(configuration.session.shell) {
            let shell = RawValue.escaped(configuration.session.shell)
            builder.complain(about: "session.shell", "must be a program that can be run; \(shell) is none")
        }
        let directories = [
            ("session.working_directory", configuration.session.workingDirectory),
            ("static.directory", configuration.page.directory),
            ("recording.directory", builder.settings.recording.directory),
        ]
        for case (let path, let directory?) in directories where !ConfigurationFiles.isDirectory(directory) {
            builder.complain(about: path, "must be a directory; \(RawValue.escaped(directory)) is none")
        }
    }
}
