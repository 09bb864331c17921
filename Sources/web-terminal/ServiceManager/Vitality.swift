/// Whether all parts of the server have shown lately that they do their work. Pure: time is passed in.
struct Vitality: Sendable {
    /// How long a part may be silent.
    let silenceLimit: Duration
    private var heardAt: [ContinuousClock.Instant]
    private var sweeps: Int

    /// Every part counts as heard now.
    /// - Parameter sweeps: how many times all sessions have been looked at so far.
    init(eventLoops: Int, sweeps: Int, silenceLimit: Duration, now: ContinuousClock.Instant) {
        self.silenceLimit = silenceLimit
        self.sweeps = sweeps
        // The last place is the sweep's.
        heardAt = Array(repeating: now, count: eventLoops + 1)
    }

    /// An event loop has run what it was given.
    mutating func heard(eventLoop: Int, now: ContinuousClock.Instant) {
        heardAt[eventLoop] = now
    }

    /// The count of sweeps, which shows life when it differs from the last one.
    mutating func counted(sweeps count: Int, now: ContinuousClock.Instant) {
        guard count != sweeps else { return }
        sweeps = count
        heardAt[heardAt.count - 1] = now
    }

    func isAlive(now: ContinuousClock.Instant) -> Bool {
        heardAt.allSatisfy { now - $0 <= silenceLimit }
    }
}
