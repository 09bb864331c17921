internal import Workspaces

/// Which of the files that are offered at a shell are told to viewers. A person offers a few; what goes on offering is not
/// to fill their pages, nor to keep threads looking. They are looked at one after the other, and told in the order in
/// which they were offered. No lock, no clock, no I/O.
struct DownloadOffers {
    /// Offers that are told at once.
    static let atOnce = 8
    /// After which there may be one more.
    static let secondsPerOffer = 2

    private static let interval = Int64(secondsPerOffer) * 1_000_000_000
    /// When all of them may be made again, in nanoseconds.
    private var fullAt = Int64.min
    private var waiting: [WorkspacePath] = []
    private var isLooking = false

    /// Takes an offer, or leaves it when it is one too many.
    ///
    /// - Returns: whether somebody has to begin to look at what `next` has.
    mutating func take(_ path: WorkspacePath, now: Int64) -> Bool {
        let from = max(fullAt, now)
        guard waiting.count < Self.atOnce, from - now <= Self.interval * Int64(Self.atOnce - 1) else { return false }
        fullAt = from + Self.interval
        waiting.append(path)
        defer { isLooking = true }
        return !isLooking
    }

    /// What to look at next; nil: nobody looks any more.
    mutating func next() -> WorkspacePath? {
        guard !waiting.isEmpty else {
            isLooking = false
            return nil
        }
        return waiting.removeFirst()
    }

    /// Whether all that was taken has been told.
    var isIdle: Bool { !isLooking }
}
