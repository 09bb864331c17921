internal import Glibc
internal import Synchronization

/// The threads that all terminals of the process share. They begin with the first terminal and never end.
struct TerminalThreads: Sendable {
    let poller: TerminalPoller
    let reaper: SessionReaper

    private static let started = Mutex<TerminalThreads?>(nil)

    /// Starts them if that has not been done. Throws when there is no descriptor or thread left; the next call
    /// tries again.
    static func shared() throws(SpawnError) -> TerminalThreads {
        let result = started.withLock { started -> Result<TerminalThreads, SpawnError> in
            if let started { return .success(started) }
            do throws(SpawnError) {
                let threads = TerminalThreads(poller: try TerminalPoller(), reaper: try SessionReaper())
                try OrphanReaper.startIfNeeded()
                started = threads
                return .success(threads)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
