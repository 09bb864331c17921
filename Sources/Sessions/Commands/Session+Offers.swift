internal import Synchronization
internal import TerminalProtocol
internal import Workspaces

extension Session {
    /// Tells viewers of a file that is offered at the shell, if it is one of the workspace and can be read.
    ///
    /// - Parameter path: absolute, by the shell's word.
    func offer(_ path: [UInt8], now: Int64) {
        guard let workspace, let path = workspace.path(of: path),
            shell.offers.withLock({ $0.take(path, now: now) })
        else { return }
        Task {
            while let path = shell.offers.withLock({ $0.next() }) {
                let entry = try? await WorkspaceThreads.transfer { () throws(WorkspaceError) in
                    try workspace.open(path).entry
                }
                guard let entry else { continue }
                tellViewers(.downloadOffered(path: path.description, name: path.name, bytes: entry.bytes))
            }
        }
    }
}
