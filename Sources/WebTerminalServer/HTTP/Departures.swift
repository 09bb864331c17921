internal import Sessions
internal import Synchronization
internal import TerminalProtocol

/// Requests that wait for something, and what ends that early: their client has gone, and nobody would read the answer, or
/// may not be here any more.
///
/// A client that only closes its half of the connection counts as gone, for most that do so have closed all of it.
final class Departures: Sendable {
    private struct Wait {
        var standing: Standing?
        var cancel: @Sendable () -> Void
    }

    private let waiting = Mutex<[String: Wait]>([:])

    /// What may wait for one session with shares of it, all together. Whoever has a link can have as many connections as
    /// he likes, and its owner's programs want to wait as well.
    static let maximumGuests = 32

    /// - Parameters:
    ///   - requestID: of the request that waits.
    ///   - body: is cancelled when the client goes, and then answers with what it has.
    /// - Throws: what `body` throws, or why its result is not for this client any more.
    func cancelling<Value: Sendable>(
        _ requestID: String, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let standing = Standing.current
        let begun = waiting.withLock { waiting -> Task<Value, any Error>? in
            if let session = standing?.sharedSession {
                let guests = waiting.values.count { $0.standing?.sharedSession == session }
                guard guests < Self.maximumGuests else { return nil }
            }
            let task = Task { try await body() }
            waiting[requestID] = Wait(standing: standing) { task.cancel() }
            return task
        }
        guard let task = begun else { throw ErrorBody(CommandRefusal.tooManyWaiting(Self.maximumGuests)) }
        defer { _ = waiting.withLock { $0.removeValue(forKey: requestID) } }
        // From now on `review` finds it. What happened before, nobody could tell it.
        if standing?.refusal() != nil { task.cancel() }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        try standing?.check()
        return try result.get()
    }

    /// The client of a request has gone, which may have been answered long ago.
    func left(_ requestID: String) {
        waiting.withLock { $0[requestID]?.cancel }?()
    }

    /// Shares have ended, or the rules on who is let in have changed.
    func review() {
        for wait in waiting.withLock({ Array($0.values) }) where wait.standing?.refusal() != nil { wait.cancel() }
    }

    /// Requests that wait.
    var count: Int { waiting.withLock { $0.count } }
}
