/// How a terminal should be read.
public enum Pace: Sendable, Equatable {
    /// As fast as it prints: somebody is looking and has room.
    case free
    /// Not at all: whoever steers it has no room, or may come back for bytes that would be forgotten.
    case paused
    /// At a bounded rate: nobody steers it, and it should cost little.
    case unattended
}

/// Decides when a terminal is read, from who looks on and how far they are. Pure arithmetic on offsets.
///
/// With viewers that steer ("control"), the terminal may print as far as the one with the most room reaches: no
/// one slows another, and a lone slow viewer slows its own shell without a loss. When the last of them was cut
/// off, the log forgets nothing unacknowledged for a grace period, so that coming back loses nothing even under
/// a flood. After that the terminal runs on, at a bounded rate.
///
/// And the log forgets nothing that the model of the screen has not seen, whoever looks on.
struct OutputPace {
    /// Who steers.
    enum Audience: Equatable {
        /// At least one control viewer; the largest `reach` among them, and the window it has.
        case attended(reach: UInt64, window: UInt64)
        /// The last control viewer was cut off at this monotonic time, in nanoseconds, and may have lost bytes
        /// from this offset on.
        case cutOff(at: Int64, lostFrom: UInt64)
        /// Nobody, and nobody is expected back.
        case nobody
    }

    /// How far a pause comes too late: the batch that crossed the line, and one that was read meanwhile.
    static let overshootBytes: UInt64 = 128 * 1024

    let logCapacity: UInt64
    let graceNanoseconds: Int64
    private(set) var pace = Pace.unattended
    /// What viewers alone ask for. Each reason to pause ends for itself: a viewer that was never the reason may have
    /// nothing to acknowledge.
    private var viewersPace = Pace.unattended
    /// It waits for the model.
    private var isAhead = false

    init(logCapacity: Int, graceSeconds: Int) {
        self.logCapacity = UInt64(logCapacity)
        graceNanoseconds = Int64(graceSeconds) * 1_000_000_000
    }

    /// The new pace when it changes, nil when it stays.
    ///
    /// - Parameters:
    ///   - end: The offset behind the newest byte.
    ///   - unfed: How many of the newest bytes the model of the screen has not seen.
    mutating func update(end: UInt64, unfed: UInt64 = 0, audience: Audience, now: Int64) -> Pace? {
        viewersPace = decide(end: end, audience: audience, now: now)
        // Once ahead, it waits for half of the distance. It waits by itself: the thread that reads it reads others too.
        isAhead = unfed > (isAhead ? logCapacity / 4 : logCapacity / 2)
        let next = isAhead ? .paused : viewersPace
        guard next != pace else { return nil }
        pace = next
        return next
    }

    private func decide(end: UInt64, audience: Audience, now: Int64) -> Pace {
        switch audience {
        case .attended(let reach, let window):
            if end >= reach { return .paused }
            // Once paused, it goes on when half of the window is free.
            if viewersPace == .paused, end + window / 2 > reach { return .paused }
            return .free
        case .cutOff(let since, let lostFrom):
            guard now - since < graceNanoseconds else { return .unattended }
            let room = logCapacity - min(logCapacity, Self.overshootBytes)
            return end >= lostFrom + room ? .paused : .unattended
        case .nobody:
            return .unattended
        }
    }
}
