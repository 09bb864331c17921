internal import CPseudoTerminal
internal import Glibc
internal import Synchronization

/// The kernel sessions of all terminals of this process, by the ids of their leaders.
enum LiveSessions {
    /// Walks through /proc. A process may fork between the look and the signal; the next walk finds its child.
    private static let walks = 10

    private static let sessions = Mutex<Set<Int32>>([])

    /// Spawns whose child may be there already, but not in `sessions`.
    private static let spawning = Atomic(0)

    /// To be held around everything from the fork to `insert`.
    static func whileSpawning<Result>(_ spawn: () throws(SpawnError) -> Result) throws(SpawnError) -> Result {
        spawning.add(1, ordering: .sequentiallyConsistent)
        defer { spawning.subtract(1, ordering: .sequentiallyConsistent) }
        return try spawn()
    }

    static func insert(_ session: Int32) {
        sessions.withLock { _ = $0.insert(session) }
    }

    /// Before the leader is reaped: until then its id cannot become that of another session.
    static func remove(_ session: Int32) {
        sessions.withLock { _ = $0.remove(session) }
    }

    /// Reaps those of `children` that are no leaders of ours. They must have been seen as ended before the call: what is
    /// forked later cannot be among them, and what was being forked then is in `sessions` now, or forgotten by `spawn`.
    /// False when a spawn is under way, and nothing was done.
    static func reapStrangers(_ children: [Int32]) -> Bool {
        sessions.withLock { sessions in
            guard spawning.load(ordering: .sequentiallyConsistent) == 0 else { return false }
            for child in children where !sessions.contains(child) { cpty_reap_adopted(child) }
            return true
        }
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
