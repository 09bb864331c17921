/// When to try again, and when to give up. Exponential, so that a server in trouble is left alone; with full jitter, so
/// that all the clients it lost do not come back in the same moment.
struct Reconnection: Sendable {
    /// The first delay is up to this long; each failure doubles it.
    static let firstDelaySeconds = 0.25
    static let longestDelaySeconds = 15.0
    /// A connection that lasted this long was a good one: the next delay is a short one again.
    static let stableSeconds = 5.0
    /// After so long without a connection nobody waits any more.
    static let patienceSeconds = 300.0

    private var failures = 0
    private var attachedAt: Double?
    private var lostAt: Double?
    private let random: @Sendable () -> Double

    /// - Parameter random: from 0 to 1.
    init(random: @escaping @Sendable () -> Double) { self.random = random }

    /// - Parameter now: monotonic, in seconds.
    mutating func attached(now: Double) {
        attachedAt = now
        lostAt = nil
    }

    /// The connection is lost, or was not made. How long to wait, in milliseconds; nil: it has been too long.
    mutating func lost(now: Double) -> Int? {
        if let attachedAt, now - attachedAt >= Self.stableSeconds { failures = 0 }
        attachedAt = nil
        let since = lostAt ?? now
        lostAt = since
        guard now - since < Self.patienceSeconds else { return nil }
        var ceiling = Self.firstDelaySeconds
        // Six doublings reach the bound.
        for _ in 0..<min(failures, 6) { ceiling *= 2 }
        failures += 1
        return Int(min(ceiling, Self.longestDelaySeconds) * 1000 * random())
    }
}
