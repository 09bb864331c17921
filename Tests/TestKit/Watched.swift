import Synchronization

/// A value that tests wait on: who changes it wakes those whose condition has come true.
public final class Watched<State: Sendable>: Sendable {
    private struct Waiter: Sendable {
        /// Tries the condition; what to do, outside the lock, if it is true.
        var attempt: @Sendable (inout State) -> (@Sendable () -> Void)?
        var expire: @Sendable () -> Void
    }

    private struct Contents: Sendable {
        var state: State
        var waiters: [Int: Waiter] = [:]
        var lastID = 0
    }

    private let contents: Mutex<Contents>

    public init(_ state: State) { contents = Mutex(Contents(state: state)) }

    /// Changes the value, and lets everybody who waits look at it.
    @discardableResult
    public func update<Result: Sendable>(_ change: (inout State) -> Result) -> Result {
        let (result, woken) = contents.withLock { contents in
            let result = change(&contents.state)
            var woken: [@Sendable () -> Void] = []
            for (id, waiter) in contents.waiters.sorted(by: { $0.key < $1.key }) {
                guard let wake = waiter.attempt(&contents.state) else { continue }
                contents.waiters[id] = nil
                woken.append(wake)
            }
            return (result, woken)
        }
        for wake in woken { wake() }
        return result
    }

    /// The value at this moment.
    public var current: State { contents.withLock { $0.state } }

    /// Waits until `attempt` returns something, and may take what it found out of the value; nil: time is up.
    public func wait<Found: Sendable>(
        within limit: Duration, for attempt: @escaping @Sendable (inout State) -> Found?
    ) async -> Found? {
        let id = contents.withLock { contents in
            contents.lastID += 1
            return contents.lastID
        }
        let timeout = Task {
            try? await Task.sleep(for: limit)
            self.expire(id)
        }
        defer { timeout.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let found = contents.withLock { contents -> Found? in
                    if let found = attempt(&contents.state) { return found }
                    contents.waiters[id] = Waiter(
                        attempt: { state in
                            guard let found = attempt(&state) else { return nil }
                            return { continuation.resume(returning: found) }
                        },
                        expire: { continuation.resume(returning: nil) })
                    return nil
                }
                if let found { continuation.resume(returning: found) }
            }
        } onCancel: {
            expire(id)
        }
    }

    private func expire(_ id: Int) {
        contents.withLock { $0.waiters.removeValue(forKey: id) }?.expire()
    }
}
