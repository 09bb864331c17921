internal import Glibc

/// A value behind a lock, for threads that sleep until it has changed. `Mutex` has nothing to wait on.
///
/// Sendable because the value is touched with the lock held only.
package final class Monitor<State>: @unchecked Sendable {
    private var state: State
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init(_ state: sending State) {
        self.state = state
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Or a clock that is set would change how long a wait takes.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Changes the value, and wakes those who wait to look at it.
    package func update<Result>(_ change: (inout State) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let result = try change(&state)
        pthread_cond_broadcast(changed)
        return result
    }

    /// Looks at the value, or changes it in a way that nobody waits for.
    package func withLock<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }

    /// Blocks the thread until `attempt` returns something, which is tried now and after every update. Nil: `seconds`
    /// are over; without them there is no end.
    package func wait<Found>(seconds: Double? = nil, _ attempt: (inout State) -> Found?) -> Found? {
        let end = seconds.map { Self.time(in: $0) }
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let found = attempt(&state) { return found }
            guard var end else {
                pthread_cond_wait(changed, mutex)
                continue
            }
            // What came at the very end still counts.
            if pthread_cond_timedwait(changed, mutex, &end) == ETIMEDOUT { return attempt(&state) }
        }
    }

    private static func time(in seconds: Double) -> timespec {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let nanoseconds = time.tv_nsec + Int((seconds.truncatingRemainder(dividingBy: 1)) * 1e9)
        time.tv_sec += Int(seconds) + nanoseconds / 1_000_000_000
        time.tv_nsec = nanoseconds % 1_000_000_000
        return time
    }
}
