/// Bounds the bytes read per second. A read may take more than there is; the debt is waited off.
struct TokenBucket: Sendable {
    /// What a terminal may print at once after a pause: a tenth of a second's worth, but at least one read.
    static let smallestBurst = 4096.0
    /// Below this it is not worth waking up; one read takes as much.
    static let quantum = 4096.0

    let bytesPerSecond: Int
    private let burst: Double
    private var tokens: Double
    private var refilled: MonotonicTime

    /// A full bucket. A rate below 1 byte a second counts as 1.
    init(bytesPerSecond: Int, now: MonotonicTime) {
        self.bytesPerSecond = max(1, bytesPerSecond)
        burst = max(Self.smallestBurst, Double(self.bytesPerSecond) / 10)
        tokens = burst
        refilled = now
    }

    /// How many bytes may be read now; 0 means to wait until `readyAt`.
    mutating func available(now: MonotonicTime) -> Int {
        refill(now: now)
        // Burst is at least 4,096 and at most a tenth of an Int, so the conversion is exact enough and in range.
        return tokens < Self.quantum ? 0 : Int(tokens)
    }

    mutating func take(_ bytes: Int, now: MonotonicTime) {
        refill(now: now)
        tokens -= Double(bytes)
    }

    /// When `available` will be more than 0.
    func readyAt() -> MonotonicTime {
        let missing = Self.quantum - tokens
        guard missing > 0 else { return refilled }
        // Rounded up by a microsecond: a fraction lost in the division must not make a turn that reads nothing.
        let wait = missing / Double(bytesPerSecond) * 1_000_000_000 + 1_000
        return refilled.advanced(by: .nanoseconds(Int64(min(wait, Double(Int64.max / 2)))))
    }

    private mutating func refill(now: MonotonicTime) {
        let elapsed = Double(now.nanoseconds(since: refilled)) / 1_000_000_000
        tokens = min(burst, tokens + elapsed * Double(bytesPerSecond))
        refilled = max(refilled, now)
    }
}
