internal import PseudoTerminal
internal import ShellIntegration
internal import Workspaces

extension TerminalCommand {
    /// Makes of a command that is a shell one that tells what it runs, with the files that this needs in the session's
    /// own directory.
    ///
    /// - Returns: how the shell tells; nil: it will not, and is started as it is.
    mutating func integrateShell(in workspace: Workspace) async -> TellingShell? {
        let nonce = ShellLaunch.makeNonce()
        let launch = ShellLaunch.plan(
            executable: executable, arguments: arguments, environment: environment, nonce: nonce,
            directory: workspace.shellDirectory, workspace: workspace.physicalPath)
        guard let launch else { return nil }
        do {
            try await WorkspaceThreads.transfer { () throws(WorkspaceError) in
                for (name, contents) in launch.files { try workspace.writeShellFile(name, contents) }
            }
        } catch {
            // Better a shell that does not tell than none.
            return nil
        }
        arguments = launch.arguments
        environment = launch.environment
        return TellingShell(nonce: nonce, pastesTabs: launch.pastesTabs)
    }
}

/// A shell that tells what it runs.
struct TellingShell: Sendable {
    /// What it proves itself by.
    var nonce: String
    /// Whether a tab that is pasted stays one.
    var pastesTabs = true
}
