/// Notices that a terminal floods. A flooding terminal must not be polled by an event loop: `n_tty_poll` waits
/// for the kernel's flush worker inside `epoll_wait`, and with it waits everybody else on that loop.
struct BusyDetector: Sendable {
    /// How long reads are added up before counting starts again.
    static let window: Duration = .milliseconds(10)
    /// As many bytes within one window are a flood. A screen that an editor repaints stays below.
    static let bytesPerWindow = 32 * 1024
    /// As many reads within one window are a flood too, however small: each costs the loop a wake-up. Not fewer: a
    /// program that answers each byte at once, typed at by another program, makes more than a hundred, and its echo
    /// must not wait on a thread with the floods.
    static let readsPerWindow = 256

    private var windowEnds = MonotonicTime(nanoseconds: 0)
    private var bytes = 0
    private var reads = 0

    /// Counts one read. True if the terminal is flooding; counting then starts again.
    mutating func noteRead(bytes count: Int, now: MonotonicTime) -> Bool {
        if now >= windowEnds {
            windowEnds = now.advanced(by: Self.window)
            bytes = 0
            reads = 0
        }
        bytes += count
        reads += 1
        guard bytes >= Self.bytesPerWindow || reads > Self.readsPerWindow else { return false }
        self = BusyDetector()
        return true
    }
}

/// Notices that a terminal which flooded has calmed down. The threshold lies far below that of `BusyDetector`,
/// so that a terminal between the two stays where it is.
struct QuietDetector: Sendable {
    static let window: Duration = .milliseconds(100)
    /// At most as many bytes in one window are quiet: 160 KB/s, which a loop does not feel.
    static let bytesPerWindow = 16 * 1024

    /// When `isQuiet` is to be asked next.
    private(set) var windowEnds: MonotonicTime
    private var bytes = 0

    init(now: MonotonicTime) {
        windowEnds = now.advanced(by: Self.window)
    }

    mutating func noteRead(bytes count: Int) {
        bytes += count
    }

    /// True if a whole window has passed with little output. With `strictly`, with none at all: a terminal whose
    /// output is limited is slow because we are.
    mutating func isQuiet(now: MonotonicTime, strictly: Bool) -> Bool {
        guard now >= windowEnds else { return false }
        let quiet = bytes <= (strictly ? 0 : Self.bytesPerWindow)
        self = QuietDetector(now: now)
        return quiet
    }
}
