/// Decides who brings the model of the screen up to date with what was just printed. Numbers of bytes only.
///
/// Viewers never wait for the model. A terminal that has gone quiet is read by a thread that has nothing to do now; so
/// that one does it, and a question of a program, which is printed last, is answered at once. A flood is left to a
/// thread of its own, and when that cannot follow, the terminal is not read (`OutputPace`). What was read meanwhile may
/// still be too much for the log; only then does the reader wait, so that the model stays exact.
struct FeedPlan: Equatable {
    enum Choice: Equatable {
        /// The reader, behind the viewers, if nobody else is at it.
        case now
        /// The thread for all screens.
        case later
    }

    /// A batch that is shorter was the last one for the moment, in bytes. The kernel gives 4,095 at once when there
    /// are.
    static let shortBatch = 1024
    /// The most that a reader, which may be an event loop, takes on, in bytes: some 0.03 ms, and of what costs most on a
    /// large screen 30.
    static let readersShare = 4 * 1024

    let logCapacity: Int

    /// - Parameter unfed: what the model has not seen, this batch included.
    func choice(batch: Int, unfed: UInt64) -> Choice {
        batch < Self.shortBatch && unfed <= UInt64(Self.readersShare) ? .now : .later
    }

    /// Whether the model has to catch up before a batch goes into the log.
    ///
    /// - Parameter unfed: what the model has not seen, without the batch.
    func mustCatchUp(before batch: Int, unfed: UInt64) -> Bool {
        unfed > 0 && unfed + UInt64(batch) > UInt64(logCapacity)
    }
}
