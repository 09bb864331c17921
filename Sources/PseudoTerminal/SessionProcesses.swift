internal import CPseudoTerminal
internal import Glibc

/// The processes of one terminal: those of the kernel session that its process leads, and what any of them started,
/// also when that has made a session of its own (`setsid`). Whose parents are all gone and who has left the session
/// belongs to nobody any more, and is not found.
///
/// The leader is not reaped before its session is gone, so its id and the moment it was started stand for the session.
/// When both no longer fit, the session is over, and its number may be somebody else's.
public struct SessionProcesses: Sendable, Hashable {
    /// Of a listing, the most processes that it has.
    public static let maximumListed = 1000
    /// How many threads are asked for their children, for one listing.
    static let maximumThreads = 4096
    /// How far a process may be from the session that it comes from, in generations.
    static let maximumGenerations = 64
    /// How much is read of the list of a thread's children, in bytes.
    private static let childrenBytes = 16 * 1024

    /// The processes of a terminal that has none.
    public static let none = SessionProcesses(leaderID: 0, startTicks: 0)

    private let leaderID: Int32
    /// When the leader was started, in clock ticks since the machine was.
    private let startTicks: UInt64

    /// - Parameter startTicks: of the leader as it was when the session was made.
    init(leaderID: Int32, startTicks: UInt64) {
        self.leaderID = leaderID
        self.startTicks = startTicks
    }

    /// - Parameter leader: a child of ours that is not reaped.
    init(leader: Int32) {
        self.init(leaderID: leader, startTicks: ProcessRecord(of: leader)?.startTicks ?? 0)
    }

    /// What became of a signal.
    public enum SignalResult: Sendable, Hashable {
        case sent
        /// There is no such process in this session.
        case notFound
        /// It runs as another user, by its set-user-id bit.
        case forbidden
    }

    /// What they are doing now, oldest first. `total`: how many there are, when that is more than are listed.
    ///
    /// Walks through /proc, and waits for a process that is changing its memory: not for event loops.
    public func list() -> (processes: [SessionProcess], total: Int) {
        let records = records().sorted { ($0.startTicks, $0.id) < ($1.startTicks, $1.id) }
        let bootTime = SessionProcess.bootTime()
        let listed = records.prefix(Self.maximumListed).map { SessionProcess($0, bootTime: bootTime) }
        return (listed, records.count)
    }

    /// The leader and its descendants, at most `limit`, and their names. A few short reads: for any thread.
    ///
    /// Processes of the session whose parents are gone are not among them.
    public func family(limit: Int) -> [(id: Int32, name: String)] {
        guard let leader, !leader.isZombie else { return [] }
        return withDescendants([leader], limit: limit).map { ($0.id, $0.name) }
    }

    /// Where the foreground process is, as tmux has it, or the shell; nil when it is gone or the system does not tell.
    public func workingDirectory() -> String? {
        guard let leader, !leader.isZombie else { return nil }
        // The first process of a group has the group's number, as long as it lives.
        if let foreground = ProcessRecord(of: leader.foregroundGroup), foreground.session == leaderID,
            let path = ProcFile.link("/proc/\(foreground.id)/cwd")
        {
            return path
        }
        return ProcFile.link("/proc/\(leaderID)/cwd")
    }

    /// Sends `signal` to process `id`, if that is one of these.
    public func signal(_ id: Int32, _ signal: Int32) -> SignalResult {
        guard id > 1 else { return .notFound }
        let pidfd = cpty_open_process(id)
        guard pidfd >= 0 else { return .notFound }
        defer { close(pidfd) }
        // Asked now that the pidfd names one process for good: if that has ended meanwhile and its id is another's,
        // the answer is about the other, and the signal reaches nobody.
        guard let record = ProcessRecord(of: id), !record.isZombie, belongs(record) else { return .notFound }
        switch cpty_signal_process(pidfd, signal) {
        case 0: return .sent
        case -EPERM: return .forbidden
        default: return .notFound
        }
    }
}

// MARK: - Who belongs

extension SessionProcesses {
    /// The leader; nil when the session is over.
    private var leader: ProcessRecord? {
        guard leaderID > 0, let record = ProcessRecord(of: leaderID), record.startTicks == startTicks else {
            return nil
        }
        return record
    }

    private func records() -> [ProcessRecord] {
        guard leader != nil else { return [] }
        // One system call tells strangers apart; only members have their files read.
        let members = ProcFile.numbers(in: "/proc").filter { getsid($0) == leaderID }
        let found = withDescendants(members.compactMap(ProcessRecord.init(of:)).filter { $0.session == leaderID })
        // As long as there is a leader, its number was that of our session all the time.
        guard let leader else { return [] }
        // A leader that has ended is kept by us, for its number.
        return leader.isZombie ? found.filter { $0.id != leaderID } : found
    }

    /// `members`, and the children of those, and theirs, until there are `limit`.
    private func withDescendants(_ members: [ProcessRecord], limit: Int = .max) -> [ProcessRecord] {
        var found = members
        var known = Set(members.map(\.id))
        var threadsLeft = Self.maximumThreads
        var next = 0
        while next < found.count, threadsLeft > 0 {
            let parent = found[next].id
            next += 1
            // A child belongs to the thread that forked it. A kernel without such files tells of members only.
            let threads = ProcFile.numbers(in: "/proc/\(parent)/task", atMost: threadsLeft)
            threadsLeft -= threads.count
            for thread in threads {
                let list = ProcFile.read("/proc/\(parent)/task/\(thread)/children", atMost: Self.childrenBytes) ?? []
                for word in list.split(separator: UInt8(ascii: " ")) {
                    guard found.count < limit else { return found }
                    guard let child = Int32(String(decoding: word, as: UTF8.self)), !known.contains(child),
                        let record = ProcessRecord(of: child), record.parent == parent
                    else { continue }
                    known.insert(child)
                    found.append(record)
                }
            }
        }
        return found
    }

    /// Whether a process is of the session, or comes from one that is.
    private func belongs(_ record: ProcessRecord) -> Bool {
        var current = record
        for _ in 0..<Self.maximumGenerations where current.session != leaderID {
            // A parent is older than its child. A younger one has got the id of a parent that is gone.
            guard current.parent > 1, let parent = ProcessRecord(of: current.parent),
                parent.startTicks <= current.startTicks
            else { return false }
            current = parent
        }
        // Asked last: until now the number of the session was ours.
        return current.session == leaderID && leader != nil
    }
}
