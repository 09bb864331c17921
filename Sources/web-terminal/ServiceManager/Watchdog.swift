import NIOCore
import Synchronization

/// Keeps the service manager's watchdog quiet for as long as the server does its work: every event loop runs what it
/// is given, the sessions are looked at, and the pool that this itself runs on gives it its turn. When one of them
/// stops, the messages stop, and the manager ends and restarts the server: a hung server helps nobody.
final class Watchdog: Sendable {
    private let eventLoops: [any EventLoop]
    private let sweeps: @Sendable () -> Int
    private let keepAlive: @Sendable () -> Void
    private let interval: Duration
    private let vitality: Mutex<Vitality>

    /// - Parameters:
    ///   - timeout: what the manager waits for. A quarter of it passes between two rounds; a part may be silent for
    ///     half of it. The sweep takes place once a second, so this should be ten seconds or more.
    ///   - sweeps: how many times all sessions have been looked at.
    ///   - keepAlive: sends the message.
    init(
        timeout: Duration, eventLoops: some EventLoopGroup, sweeps: @escaping @Sendable () -> Int,
        keepAlive: @escaping @Sendable () -> Void
    ) {
        self.eventLoops = Array(eventLoops.makeIterator())
        self.sweeps = sweeps
        self.keepAlive = keepAlive
        interval = timeout / 4
        vitality = Mutex(
            Vitality(eventLoops: self.eventLoops.count, sweeps: sweeps(), silenceLimit: timeout / 2, now: .now))
    }

    /// Until cancelled.
    func run() async {
        while !Task.isCancelled {
            round()
            try? await Task.sleep(for: interval)
        }
    }

    /// Judges by what has been heard up to now, and asks again.
    func round() {
        let sweeps = sweeps()
        let isAlive = vitality.withLock { vitality in
            vitality.counted(sweeps: sweeps, now: .now)
            return vitality.isAlive(now: .now)
        }
        if isAlive { keepAlive() }
        for (index, loop) in eventLoops.enumerated() {
            loop.execute { [self] in vitality.withLock { $0.heard(eventLoop: index, now: .now) } }
        }
    }
}
