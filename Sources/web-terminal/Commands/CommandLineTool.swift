import ArgumentParser
import Glibc
import WebTerminalServer

/// The `web-terminal` command.
struct CommandLineTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "web-terminal",
        abstract: "A real shell in a browser tab.",
        version: Version.line,
        subcommands: [
            StartCommand.self, TokenCommand.self, ConfigCommand.self, HealthCommand.self, AuditCommand.self,
            VersionCommand.self,
        ],
        defaultSubcommand: StartCommand.self)

    /// Parses the arguments, runs the command and ends the process.
    static func run(_ launch: LaunchEnvironment) -> Never {
        do {
            var command = try parseAsRoot()
            try command.run()
            Glibc.exit(ProcessExit.success)
        } catch let failure as CommandFailure {
            failure.lines.forEach(Console.printError)
            Glibc.exit(failure.status)
        } catch {
            // Help and version arrive here too.
            let message = fullMessage(for: error)
            guard exitCode(for: error).isSuccess else {
                Console.printError(message)
                Glibc.exit(ProcessExit.badInput)
            }
            Console.printLine(message)
            Glibc.exit(ProcessExit.success)
        }
    }
}

/// How the process ends.
enum ProcessExit {
    static let success: Int32 = 0
    /// Something failed that the user had no hand in, or the server was told to end at once.
    static let failure: Int32 = 1
    /// Flags, environment, configuration or files are not as they must be; nothing was started.
    static let badInput: Int32 = 2
}

/// Why a command did not do what it was asked for.
struct CommandFailure: Error {
    /// For standard error.
    var lines: [String]
    var status = ProcessExit.badInput

    init(_ line: String, status: Int32 = ProcessExit.badInput) {
        lines = ["web-terminal: \(line)"]
        self.status = status
    }

    init(_ problems: [ConfigurationProblem]) { lines = problems.map(\.description) }

    /// What only the server finds wrong with a setting.
    init(_ error: InvalidSetting, in settings: Settings) {
        let origin = settings.origins[error.key] ?? SettingOrigin(name: error.key)
        self.init([origin.problem("has a wrong entry: \(RawValue.escaped(error.message, limit: 200))")])
    }
}
