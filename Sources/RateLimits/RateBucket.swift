/// A token bucket: what was taken is given back by time alone.
///
/// It is a level that drains, which needs no other start than 0: an unused bucket is as good as none, and a table of
/// them may forget it. The rate is not part of it, so that a new one holds at once. Times are monotonic, in nanoseconds.
public struct RateBucket: Sendable, Equatable {
    /// What has been taken and not given back, at `at`.
    private var taken = 0.0
    private var at: Int64
    private var isRefusing = false

    /// A full bucket.
    public init(now: Int64) { at = now }

    /// Takes `amount`, all or nothing. What is more than a whole bucket is taken from a full one, for otherwise it could
    /// never be.
    public mutating func take(_ amount: Int, at rate: Rate, now: Int64) -> RateVerdict {
        guard rate.isLimited else { return .taken }
        drain(rate, now)
        let amount = min(Double(amount), Double(rate.burst))
        guard taken + amount <= Double(rate.burst) else {
            defer { isRefusing = true }
            return .refused(
                RateRefusal(
                    limit: rate.burst, remaining: Int(Double(rate.burst) - min(taken, Double(rate.burst))),
                    retryAfterSeconds: (taken + amount - Double(rate.burst)) / Double(rate.perSecond),
                    resetSeconds: taken / Double(rate.perSecond), isFirst: !isRefusing))
        }
        taken += amount
        isRefusing = false
        return .taken
    }

    /// Whether nothing would be different if it were a new one.
    public mutating func isFull(at rate: Rate, now: Int64) -> Bool {
        drain(rate, now)
        return taken <= 0
    }

    private mutating func drain(_ rate: Rate, _ now: Int64) {
        guard now > at else { return }
        taken = max(0, taken - Double(now - at) / 1e9 * Double(rate.perSecond))
        at = now
    }
}

public enum RateVerdict: Sendable, Equatable {
    case taken
    case refused(RateRefusal)
}

/// What to tell somebody who was too fast.
public struct RateRefusal: Sendable, Equatable {
    /// What a whole bucket holds.
    public var limit: Int
    /// What is left in it.
    public var remaining: Int
    /// When what was asked for will be there.
    public var retryAfterSeconds: Double
    /// When the bucket will be full.
    public var resetSeconds: Double
    /// Whether the one before was not refused: a flood is one event and not a million.
    public var isFirst: Bool

    public init(
        limit: Int, remaining: Int, retryAfterSeconds: Double, resetSeconds: Double, isFirst: Bool
    ) {
        self.limit = limit
        self.remaining = remaining
        self.retryAfterSeconds = retryAfterSeconds
        self.resetSeconds = resetSeconds
        self.isFirst = isFirst
    }
}
