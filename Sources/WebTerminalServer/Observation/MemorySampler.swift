internal import NIOPosix
internal import PseudoTerminal
internal import Sessions
internal import Synchronization

/// Looks from time to time at the memory of the processes of every session, as `MemorySamplePlan` says.
final class MemorySampler: Sendable {
    private let clocks: Clocks
    private let plan = Mutex(MemorySamplePlan())

    init(clocks: Clocks) {
        self.clocks = clocks
    }

    /// The newest sample of the kernel session with this leader, in bytes; 0: there is none yet.
    func bytes(of session: Int32) -> Int { plan.withLock { $0.bytes(of: session) ?? 0 } }

    /// Takes a turn every second until cancelled.
    func run(_ sessions: SessionRegistry) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            await takeTurn(sessions)
        }
    }

    private func takeTurn(_ sessions: SessionRegistry) async {
        let live = Set(sessions.allSessions().map { $0.measure() }.filter(\.isRunning).map(\.processID))
        let due = plan.withLock { $0.due(among: live, now: now) }
        guard !due.isEmpty else { return }
        // The kernel may make the reader of a process's memory wait for that process.
        try? await NIOThreadPool.singleton.runIfActive { self.look(at: due) }
    }

    private func look(at due: [Int32]) {
        let members = ProcessMemory.members(of: Set(due))
        for (session, processes) in plan.withLock({ $0.turn(due, members: members) }) {
            let bytes = processes.reduce(0) { $0 + ProcessMemory.bytes(of: $1) }
            plan.withLock {
                $0.found(
                    session, bytes: bytes, seen: processes.count, all: members[session]?.count ?? 0, now: now)
            }
        }
    }

    private var now: Double { Double(clocks.monotonic()) / 1e9 }
}
