/// Bounds what is read after the process has ended. Its own output is there already, at most some 20 KiB; more can
/// only come from processes that it left in the background, and those may never stop.
struct DrainBudget: Sendable {
    static let duration: Duration = .milliseconds(250)
    static let bytes = 1024 * 1024

    private let deadline: MonotonicTime
    private var remaining = Self.bytes

    init(now: MonotonicTime) {
        deadline = now.advanced(by: Self.duration)
    }

    /// Counts a batch. False if no more is to be read.
    mutating func mayReadOn(afterBytes count: Int, now: MonotonicTime) -> Bool {
        remaining -= count
        return remaining > 0 && now < deadline
    }
}
