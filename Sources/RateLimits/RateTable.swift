/// A bucket for each of many, in bounded memory. Times are monotonic, in nanoseconds.
public struct RateTable<Key: Hashable & Sendable>: Sendable {
    /// May change at any time, and holds for all from then on.
    public var rate: Rate
    private var table: BoundedTable<Key, RateBucket>
    /// Of all together for whom the table has no place: it takes as many others to fill it, each of whom is at work just
    /// now, and then nobody could be told from them.
    private var others: RateBucket

    public init(rate: Rate, capacity: Int, now: Int64) {
        self.rate = rate
        table = BoundedTable(capacity: capacity)
        others = RateBucket(now: now)
    }

    /// How many have a bucket of their own at most. Those that are over a smaller number stay until they are forgotten.
    public var capacity: Int {
        get { table.capacity }
        set { table.capacity = max(1, newValue) }
    }

    public var count: Int { table.count }

    public mutating func take(_ amount: Int = 1, by key: Key, now: Int64) -> RateVerdict {
        guard rate.isLimited else { return .taken }
        let rate = rate
        let verdict = table.update(key, initial: RateBucket(now: now)) { bucket in
            bucket.isFull(at: rate, now: now)
        } _: { bucket in
            bucket.take(amount, at: rate, now: now)
        }
        return verdict ?? others.take(amount, at: rate, now: now)
    }
}
