internal import CPseudoTerminal
internal import Glibc
internal import Synchronization

/// The kernel sessions of all terminals of this process, by the ids of their leaders.
enum LiveSessions {
    /// Walks through /proc. A process may fork between the look and the signal; the next walk finds its child.
    private static let walks = 10

    private static let sessions = Mutex<Set<Int32>>([])

    static func insert(_ session: Int32) {
        sessions.withLock { _ = $0.insert(session) }
    }

    /// Before the leader is reaped: until then its id cannot become that of another session.
    static func remove(_ session: Int32) {
        sessions.withLock { _ = $0.remove(session) }
    }

    static func killAll() {
        // Held throughout, so that no leader is reaped meanwhile.
        sessions.withLock { kill($0) }
    }

    /// Kills every process of `sessions`, whose leaders must not be reaped meanwhile.
    static func kill(_ sessions: Set<Int32>) {
        for _ in 0..<walks {
            let members = ProcessTable.members(of: sessions)
            if members.isEmpty { return }
            for (session, processes) in members {
                for process in processes { cpty_signal_member(process, session, SIGKILL) }
            }
        }
    }
}
