internal import CPseudoTerminal
internal import Glibc

/// The processes of this machine, by kernel session.
enum ProcessTable {
    /// The ids of the processes of `sessions` that have not ended, from one walk through /proc. Zombies that became
    /// our children are reaped on the way, which matters when we are process 1 of a container.
    static func members(of sessions: Set<Int32>) -> [Int32: [Int32]] {
        guard !sessions.isEmpty else { return [:] }
        var found: [Int32: [Int32]] = [:]
        for pid in ProcFile.numbers(in: "/proc") {
            // One system call tells strangers apart; only members have their stat file read.
            let session = getsid(pid)
            guard session > 0, sessions.contains(session), let process = ProcessRecord(of: pid) else { continue }
            if !process.isZombie {
                found[session, default: []].append(pid)
            } else if process.parent == getpid(), !sessions.contains(pid) {
                cpty_reap_adopted(pid)
            }
        }
        return found
    }

    /// The ids of all children of ours that have ended and wait to be reaped.
    static func endedChildren() -> [Int32] {
        guard cpty_ended_child(0) > 0 else { return [] }
        return ProcFile.numbers(in: "/proc").filter { cpty_ended_child($0) == $0 }
    }
}
