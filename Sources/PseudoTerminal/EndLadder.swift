/// How long the processes of a terminal are given to end by themselves.
public struct EndLadderDurations: Sendable, Hashable {
    /// From SIGHUP, which shells pass on and obey, to SIGTERM.
    public var hangUpToTerminate: Duration
    /// From SIGTERM to SIGKILL.
    public var terminateToKill: Duration

    public init(hangUpToTerminate: Duration = .seconds(2), terminateToKill: Duration = .seconds(3)) {
        self.hangUpToTerminate = hangUpToTerminate
        self.terminateToKill = terminateToKill
    }
}

/// Which signal the processes of a kernel session get when. The ladder is climbed once: HUP, TERM, then KILL again
/// and again until nobody is left, since a process may fork between the look at /proc and the signal. The leader gets HUP
/// again and again as well: bash does not hear the one that comes just before it first waits for a key, and ignores TERM.
struct EndLadder: Sendable {
    /// How far up the ladder is.
    private enum Rung: Sendable {
        /// Nothing has been sent; HUP is due.
        case start
        /// HUP has been sent; the leader's next one and TERM are due at the given moments.
        case hungUp(again: MonotonicTime, next: MonotonicTime)
        /// TERM has been sent; KILL is due at the given moment.
        case terminated(next: MonotonicTime)
        /// KILL has been sent; the next one is due at the given moment.
        case killing(next: MonotonicTime)
    }

    /// What to send.
    enum Step: Sendable, Hashable {
        case hangUp, terminate, kill
        /// To the leader alone. Others may take HUP for the wish to read their settings again.
        case hangUpLeader
    }

    /// Between two HUP for the leader.
    static let hangUpInterval: Duration = .milliseconds(300)

    /// Between two rounds of KILL. Only a process in an uninterruptible sleep outlives the first.
    static let killInterval: Duration = .milliseconds(50)

    private let durations: EndLadderDurations
    private var rung = Rung.start

    init(_ durations: EndLadderDurations) {
        self.durations = durations
    }

    /// When `step` has something to send; nil means at once.
    var nextStep: MonotonicTime? {
        switch rung {
        case .start: nil
        case .hungUp(let again, let next): min(again, next)
        case .terminated(let next), .killing(let next): next
        }
    }

    /// What to send at `now`, once: the next call gives the next rung.
    mutating func step(now: MonotonicTime) -> Step? {
        if let nextStep, now < nextStep { return nil }
        switch rung {
        case .start:
            rung = .hungUp(
                again: now.advanced(by: Self.hangUpInterval), next: now.advanced(by: durations.hangUpToTerminate))
            return .hangUp
        case .hungUp(_, let next) where now < next:
            rung = .hungUp(again: now.advanced(by: Self.hangUpInterval), next: next)
            return .hangUpLeader
        case .hungUp:
            rung = .terminated(next: now.advanced(by: durations.terminateToKill))
            return .terminate
        case .terminated, .killing:
            rung = .killing(next: now.advanced(by: Self.killInterval))
            return .kill
        }
    }
}
