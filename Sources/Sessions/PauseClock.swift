/// Adds up for how long a terminal was not read. Times are monotonic, in nanoseconds.
struct PauseClock: Sendable {
    private var since: Int64?
    private var total: Int64 = 0

    mutating func changed(to pace: Pace, now: Int64) {
        settle(now: now)
        since = pace == .paused ? now : nil
    }

    /// The time since it was last asked; of a pause that lasts, what there is of it so far.
    mutating func take(now: Int64) -> Int64 {
        settle(now: now)
        defer { total = 0 }
        return total
    }

    private mutating func settle(now: Int64) {
        guard let since else { return }
        total += max(0, now - since)
        self.since = now
    }
}
