/// The commands of a session, the newest `HistoryLimits.entries` of them, in the order in which they began.
public struct CommandHistory: Sendable {
    /// Which of them are asked for.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case running
        /// Ended with exit code 0.
        case succeeded
        /// Ended with another exit code. What ended unseen is neither.
        case failed

        public func includes(_ command: ShellCommand) -> Bool {
            switch self {
            case .running: command.isRunning
            case .succeeded: command.exitCode == 0
            case .failed: command.exitCode.map { $0 != 0 } ?? false
            }
        }
    }

    private let capacity: Int
    /// A ring: the command with id n is at (n - 1) % capacity.
    private var ring: [ShellCommand] = []
    /// Of the directory of a command one copy is kept by all that began there; this counts the texts.
    private var textBytes = 0

    /// How many commands there were in all, those that are forgotten included; also the id of the newest.
    public private(set) var total: UInt64 = 0

    public init(limits: HistoryLimits) { capacity = limits.entries }

    /// How many are kept.
    public var count: Int { ring.count }

    /// About what they take, in bytes.
    public var memoryBytes: Int { textBytes + ring.capacity * MemoryLayout<ShellCommand>.stride }

    /// The ids that are kept; empty as long as there was no command.
    public var ids: Range<UInt64> { total + 1 - UInt64(ring.count)..<total + 1 }

    /// Nil when there is none of this id, not yet or no more.
    public subscript(id: UInt64) -> ShellCommand? {
        ids.contains(id) ? ring[index(of: id)] : nil
    }

    /// The newest commands that match, oldest first.
    ///
    /// - Parameters:
    ///   - since: only those with a greater id; nil: all that are kept.
    ///   - status: only those of this status; nil: of any.
    ///   - limit: at most as many.
    public func commands(since: UInt64? = nil, status: Status? = nil, limit: Int = .max) -> [ShellCommand] {
        var found: [ShellCommand] = []
        for id in ids.reversed() {
            guard found.count < limit, id > since ?? 0 else { break }
            let command = ring[index(of: id)]
            if status?.includes(command) ?? true { found.append(command) }
        }
        return found.reversed()
    }

    /// Adds one that begins now, and gives it its id.
    mutating func begin(_ make: (UInt64) -> ShellCommand) -> ShellCommand {
        total += 1
        let command = make(total)
        textBytes += command.command.utf8.count
        if ring.count < capacity {
            ring.append(command)
        } else {
            textBytes -= ring[index(of: total)].command.utf8.count
            ring[index(of: total)] = command
        }
        return command
    }

    /// Fills in the end of a command. It may have been forgotten since: then nil is returned, for nobody knows it.
    mutating func end(_ id: UInt64, _ change: (inout ShellCommand) -> Void) -> ShellCommand? {
        guard ids.contains(id) else { return nil }
        change(&ring[index(of: id)])
        return ring[index(of: id)]
    }

    private func index(of id: UInt64) -> Int { Int((id - 1) % UInt64(capacity)) }
}
