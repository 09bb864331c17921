/// Decides when a client is warned that its token expires, and when that has happened. A pure value: the caller
/// brings the wall clock, in seconds since 1970, and sleeps.
struct TokenExpiry: Equatable {
    enum Step: Equatable {
        /// Ask again after this many seconds.
        case wait(seconds: Double)
        /// To be told once; then ask again after `recheck` seconds.
        case warn(secondsLeft: Int, recheck: Double)
        case expired
    }

    /// How long before the end the client is warned, in seconds.
    static let warningSeconds = 60.0
    /// The longest sleep, in seconds: the wall clock may be set meanwhile.
    static let longestWaitSeconds = 60.0

    let expiresAt: Int64
    private var isWarned = false

    init(expiresAt: Int64) {
        self.expiresAt = expiresAt
    }

    mutating func next(now: Double) -> Step {
        let left = Double(expiresAt) - now
        guard left > 0 else { return .expired }
        if left > Self.warningSeconds {
            return .wait(seconds: min(left - Self.warningSeconds, Self.longestWaitSeconds))
        }
        if isWarned { return .wait(seconds: left) }
        isWarned = true
        return .warn(secondsLeft: Int(left), recheck: left)
    }
}
