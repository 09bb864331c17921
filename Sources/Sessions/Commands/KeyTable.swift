/// Which runs were asked for with which idempotency key. Bounded: of many, the newest are known.
struct KeyTable: Sendable {
    /// So many runs are remembered for each session.
    static let maximumEntries = 256
    struct Entry: Sendable, Equatable {
        var key: String
        /// The command that was asked for, as a hash.
        var fingerprint: Int
        var run: UInt64
    }

    /// Oldest first.
    private var entries: [Entry] = []

    subscript(key: String) -> Entry? { entries.last { $0.key == key } }

    mutating func insert(_ entry: Entry) {
        if entries.count == Self.maximumEntries { entries.removeFirst() }
        entries.append(entry)
    }

    /// For a run of which nothing was typed: the next request with its key is a new one.
    mutating func remove(run: UInt64) { entries.removeAll { $0.run == run } }

    /// About what it takes, in bytes.
    var memoryBytes: Int {
        entries.capacity * MemoryLayout<Entry>.stride + entries.reduce(0) { $0 + $1.key.utf8.count }
    }
}
