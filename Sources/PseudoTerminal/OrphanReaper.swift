internal import Glibc
internal import SystemThreads

/// What process 1 of a container owes: processes whose parents have ended become its children, and stay in the process
/// table until it reaps them. Those that leave a session on purpose (daemons) are not seen by `SessionReaper`, and
/// those of a session that goes on would have to wait for its end.
enum OrphanReaper {
    /// Between two looks. A zombie costs its place in the table and nothing else. When there is none, a look is one
    /// system call.
    private static let pauseSeconds: UInt32 = 1

    /// Starts a thread that never ends, if we are process 1. Throws when there is no thread left.
    static func startIfNeeded() throws(SpawnError) {
        guard getpid() == 1 else { return }
        let error = SystemThread.start(name: "orphan-reaper") {
            while true {
                sleep(pauseSeconds)
                reap()
            }
        }
        guard error == 0 else { throw SpawnError(startingThreadsFailedWith: error) }
    }

    /// Leaders of sessions are left to `SessionReaper`: their ids stand for the sessions until those are gone.
    private static func reap() {
        let children = ProcessTable.endedChildren()
        // While shells are being started nothing can be told from them. The next turn will do.
        if !children.isEmpty { _ = LiveSessions.reapStrangers(children) }
    }
}
