internal import Synchronization

/// Wakes those who wait for something to happen. They look themselves whether it is what they wait for.
final class Bell: Sendable {
    private struct Listeners {
        var next: UInt64 = 0
        var all: [UInt64: AsyncStream<Void>.Continuation] = [:]
    }

    private let listeners = Mutex(Listeners())

    func ring() {
        for listener in listeners.withLock({ Array($0.all.values) }) { listener.yield() }
    }

    /// Hears every ring from now on: what was looked at afterwards cannot change unheard.
    func listen() -> Listener {
        // One ring that was not heard yet is as good as many.
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = listeners.withLock { listeners in
            listeners.next += 1
            listeners.all[listeners.next] = continuation
            return listeners.next
        }
        return Listener(rings: stream.makeAsyncIterator(), continuation: continuation) { [weak self] in
            _ = self?.listeners.withLock { $0.all.removeValue(forKey: number) }
        }
    }

    /// One who waits; for one task alone.
    final class Listener {
        private var rings: AsyncStream<Void>.Iterator
        private let continuation: AsyncStream<Void>.Continuation
        private let leave: @Sendable () -> Void

        init(
            rings: AsyncStream<Void>.Iterator, continuation: AsyncStream<Void>.Continuation,
            leave: @escaping @Sendable () -> Void
        ) {
            self.rings = rings
            self.continuation = continuation
            self.leave = leave
        }

        deinit { leave() }

        /// Returns when the bell rings, when the time is over, when the task is cancelled, and now and then for no reason.
        ///
        /// - Parameter nanoseconds: nil: there is no time.
        func wait(atMost nanoseconds: Int64?) async {
            let timer = nanoseconds.map { nanoseconds in
                Task { [continuation] in
                    try await Task.sleep(nanoseconds: UInt64(max(nanoseconds, 0)))
                    continuation.yield()
                }
            }
            _ = await rings.next(isolation: nil)
            timer?.cancel()
        }
    }
}
