/// What one address owes. Times are monotonic, in nanoseconds.
struct Penalty: Sendable, Equatable {
    /// When nothing is owed any more; in the past, since when the address has been good.
    private var owesUntil: Int64
    private var isShutOut = false
    /// How often it has been shut out, less one for each time it then was good for as long as the longest penalty.
    private var timesShutOut = 0
    private var hasBeenTold = false

    /// Beyond this many doublings every price is the greatest there is.
    private static let mostDoublings = 20

    init(now: Int64) { owesUntil = now }

    /// For how many seconds the address is not listened to; nil: it is. The second value: whether that is the first time
    /// it is asked since then.
    mutating func shutOut(_ rules: PenaltyRules, now: Int64) -> (seconds: Double, isFirst: Bool)? {
        settle(rules, now)
        guard isShutOut else { return nil }
        defer { hasBeenTold = true }
        return (Double(owesUntil - now) / 1e9, !hasBeenTold)
    }

    mutating func fail(_ rules: PenaltyRules, now: Int64) {
        settle(rules, now)
        let price = Double(rules.seconds) * Double(1 << min(timesShutOut, Self.mostDoublings))
        let owed = min(max(0, Double(owesUntil - now) / 1e9) + price, Double(rules.maximumSeconds))
        owesUntil = now + Int64(owed * 1e9)
        guard !isShutOut, owed > Double(rules.thresholdSeconds) else { return }
        isShutOut = true
        hasBeenTold = false
        timesShutOut += 1
    }

    /// Whether nothing is left of what the address did.
    mutating func isOver(_ rules: PenaltyRules, now: Int64) -> Bool {
        settle(rules, now)
        return owesUntil <= now && timesShutOut == 0
    }

    private mutating func settle(_ rules: PenaltyRules, _ now: Int64) {
        let longest = Int64(max(1, rules.maximumSeconds)) * 1_000_000_000
        // A rule may have become milder meanwhile.
        owesUntil = min(owesUntil, now + longest)
        guard owesUntil <= now else { return }
        isShutOut = false
        let periods = (now - owesUntil) / longest
        guard periods > 0 || timesShutOut == 0 else { return }
        timesShutOut = max(0, timesShutOut - Int(clamping: periods))
        owesUntil = timesShutOut == 0 ? now : owesUntil + periods * longest
    }
}
