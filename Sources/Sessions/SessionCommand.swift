import PseudoTerminal
import TerminalProtocol

/// Turns a request for a session into the command that its terminal runs.
struct SessionCommand: Sendable {
    /// The server's own environment, of which a shell gets what `ChildEnvironment` lets through.
    private let inherited: [String: String]
    private let account: ChildEnvironment.Account

    init(inherited: [String: String]) {
        self.inherited = inherited
        account = ChildEnvironment.Account.current(environment: inherited)
    }

    /// - Parameter workspace: the path of the session's own directory; nil: it has none.
    func command(
        for request: SessionRequest, _ settings: SessionSettings, size: TerminalSize, session: SessionID,
        workspace: String? = nil
    ) throws(SessionError) -> TerminalCommand {
        var account = account
        if settings.home == .workspace, let workspace { account.home = workspace }
        let directory = request.workingDirectory ?? settings.workingDirectory ?? account.home
        guard directory.hasPrefix("/") else {
            throw .invalid(field: "working_directory", message: "working_directory must be an absolute path")
        }
        account.shell = settings.shell
        let environment: [String: String]
        do throws(ChildEnvironment.InvalidVariable) {
            environment = try ChildEnvironment.make(
                inherited: inherited, account: account, sessionID: session.description, workspace: workspace,
                configured: settings.environment, requested: request.environment)
        } catch {
            throw .invalid(field: "environment", message: error.description)
        }
        return TerminalCommand(
            executable: settings.shell, arguments: [settings.shell] + settings.arguments,
            environment: environment, workingDirectory: directory,
            size: WindowSize(columns: UInt16(size.cols), rows: UInt16(size.rows)))
    }
}
