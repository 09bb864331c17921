import TerminalProtocol

/// Decides when a session has been idle for too long or has become too old, and when its viewers are warned.
/// Times are monotonic, in nanoseconds.
struct SessionLifetime {
    enum Verdict: Equatable {
        case goOn
        /// To be said to the viewers, once for each approach.
        case warn(Warning)
        /// The session has to end.
        case end(EndReason)
    }

    /// Which approach of which limit the viewers have been warned of.
    private enum Warned { case nothing, idle, age }

    private static let second: Int64 = 1_000_000_000

    let settings: SessionSettings
    let bornAt: Int64
    private(set) var lastActivity: Int64
    private var warned = Warned.nothing

    init(settings: SessionSettings, now: Int64) {
        self.settings = settings
        bornAt = now
        lastActivity = now
    }

    /// Input, output or an attach. Takes back the warning of an idle timeout.
    mutating func touch(now: Int64) {
        lastActivity = max(lastActivity, now)
        if warned == .idle { warned = .nothing }
    }

    /// When the session ends if nothing more happens; nil: never.
    var endsAt: Int64? {
        [idleEnd, ageEnd].compactMap { $0 }.min()
    }

    mutating func verdict(now: Int64) -> Verdict {
        if let ageEnd {
            if now >= ageEnd { return .end(.maxDuration) }
            if warned != .age, now >= ageEnd - warningTime {
                warned = .age
                return .warn(.maxDuration(seconds: Self.secondsLeft(until: ageEnd, now: now)))
            }
        }
        if let idleEnd {
            if now >= idleEnd { return .end(.idleTimeout) }
            if warned == .nothing, now >= idleEnd - warningTime {
                warned = .idle
                return .warn(.idleTimeout(seconds: Self.secondsLeft(until: idleEnd, now: now)))
            }
        }
        return .goOn
    }

    private var idleEnd: Int64? {
        settings.timeoutSeconds > 0 ? lastActivity + Int64(settings.timeoutSeconds) * Self.second : nil
    }

    private var ageEnd: Int64? {
        settings.maxDurationSeconds > 0 ? bornAt + Int64(settings.maxDurationSeconds) * Self.second : nil
    }

    private var warningTime: Int64 { Int64(settings.timeoutWarningSeconds) * Self.second }

    private static func secondsLeft(until end: Int64, now: Int64) -> Int {
        Int((end - now + second - 1) / second)
    }
}
