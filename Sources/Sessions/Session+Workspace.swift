internal import PseudoTerminal
internal import Synchronization
internal import TerminalProtocol
internal import Workspaces

extension Session {
    /// Viewers hear when the workspace is nearly full.
    func watchQuota() {
        workspace?.onQuotaWarning { [weak self] used, quota in
            self?.tellViewers(.warning(.quota(usedBytes: used, quotaBytes: quota)))
        }
    }

    /// Removes the workspace as soon as the last process is gone. Begun when the shell has ended, not with the session: a
    /// task that waits takes more than a kilobyte.
    @discardableResult
    func removeWorkspace() -> Task<Void, Never>? {
        guard let workspace else { return nil }
        return workspaceRemoval.withLock { removal in
            if let removal { return removal }
            let begun = Task {
                await terminal.closed()
                guard await !workspace.removeBeside() else { return }
                observer?.observe(.workspaceLeft(self))
            }
            removal = begun
            return begun
        }
    }

    /// What its programs write is looked at as long as something goes on.
    func checkWorkspace() {
        guard let workspace else { return }
        let (isRunning, lastActivity) = guarded.withLock { ($0.exitedAt == nil, $0.state.lifetime.lastActivity) }
        guard isRunning, clocks.monotonic() - lastActivity < Self.quietNanoseconds else { return }
        workspace.checkLater()
    }

    private static let quietNanoseconds: Int64 = 120_000_000_000

    /// Returns when there is no workspace any more.
    func workspaceRemoved() async {
        await removeWorkspace()?.value
    }
}
