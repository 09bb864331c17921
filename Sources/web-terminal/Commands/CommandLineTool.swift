import ArgumentParser
import Glibc
import TerminalClient
import WebTerminalServer

/// The `web-terminal` command.
struct CommandLineTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "web-terminal",
        abstract: "A real shell in a browser tab.",
        version: Version.line,
        subcommands: [
            StartCommand.self, TokenCommand.self, ConfigCommand.self, HealthCommand.self, AuditCommand.self,
            StatusCommand.self, SessionsCommand.self, AttachCommand.self, ScreenCommand.self, RunCommand.self,
            HistoryCommand.self, MetricsCommand.self, CompletionsCommand.self, VersionCommand.self,
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

/// How the process ends. `run` and `attach` have the codes of what they ran besides; docs/cli.md has all of it.
enum ProcessExit {
    static let success: Int32 = 0
    /// Something failed that the user had no hand in, or the server was told to end at once.
    static let failure: Int32 = 1
    /// Flags, environment, configuration or files are not as they must be; nothing was started.
    static let badInput: Int32 = 2
    /// The server does not know who this is: there is no token, or not a good one.
    static let authentication: Int32 = 3
    /// It does, and that person may not.
    static let permission: Int32 = 4
    /// There is no such session, or none that this person may know of.
    static let notFound: Int32 = 5
    /// Nobody answers there.
    static let cannotConnect: Int32 = 12
    /// What `run` waited for did not end in time; timeout(1) has the same.
    static let timedOut: Int32 = 124
}

/// Why a command did not do what it was asked for.
struct CommandFailure: Error {
    /// For standard error.
    var lines: [String]
    var status = ProcessExit.badInput
    /// What it was, where a server was asked for something.
    var error: ClientError?

    /// Nothing is left to be said.
    init(silentlyWith status: Int32) {
        lines = []
        self.status = status
    }

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
