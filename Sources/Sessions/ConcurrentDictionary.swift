import Synchronization

/// A dictionary for many threads: its keys are spread over shards, each with a lock of its own, so that look-ups
/// of different keys rarely meet. Every operation holds one lock for a few dozen nanoseconds.
public final class ConcurrentDictionary<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// `Mutex` cannot be an array's element, a class that holds one can.
    private final class Shard: Sendable {
        let values = Mutex<[Key: Value]>([:])
    }

    private let shards: [Shard]

    /// `shardCount` is rounded up to a power of two, so that a mask picks the shard.
    public init(shardCount: Int = 64) {
        var count = 1
        while count < shardCount { count *= 2 }
        shards = (0..<count).map { _ in Shard() }
    }

    public subscript(key: Key) -> Value? {
        get { shard(of: key).values.withLock { $0[key] } }
        set { shard(of: key).values.withLock { $0[key] = newValue } }
    }

    /// Reads and changes the value of one key in one step; nil stands for no value, before and after.
    public func update<Result: Sendable>(
        _ key: Key, _ change: (inout Value?) throws -> Result
    ) rethrows -> Result {
        try shard(of: key).values.withLock { values in
            var value = values[key]
            defer { values[key] = value }
            return try change(&value)
        }
    }

    @discardableResult
    public func removeValue(forKey key: Key) -> Value? {
        shard(of: key).values.withLock { $0.removeValue(forKey: key) }
    }

    /// The values of all shards, one shard after the other: not one moment's picture.
    public var values: [Value] {
        var all: [Value] = []
        for shard in shards { shard.values.withLock { all.append(contentsOf: $0.values) } }
        return all
    }

    public var count: Int {
        shards.reduce(0) { $0 + $1.values.withLock { $0.count } }
    }

    private func shard(of key: Key) -> Shard {
        // The low bits pick a dictionary's bucket as well; the high ones keep both choices independent.
        let hash = UInt(bitPattern: key.hashValue)
        return shards[Int(hash >> (UInt(UInt.bitWidth) - 16)) & (shards.count - 1)]
    }
}
