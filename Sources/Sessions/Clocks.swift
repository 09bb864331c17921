import Glibc

/// The time as a session sees it, so that tests can bring their own.
public struct Clocks: Sendable {
    /// Never goes back and does not stop in a suspended machine; nanoseconds since some moment.
    public var monotonic: @Sendable () -> Int64
    /// What people call the time: seconds since 1970.
    public var wall: @Sendable () -> Double

    public init(monotonic: @escaping @Sendable () -> Int64, wall: @escaping @Sendable () -> Double) {
        self.monotonic = monotonic
        self.wall = wall
    }

    public static let system = Clocks(
        monotonic: {
            let time = read(CLOCK_BOOTTIME)
            return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        },
        wall: {
            let time = read(CLOCK_REALTIME)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        })

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }
}
