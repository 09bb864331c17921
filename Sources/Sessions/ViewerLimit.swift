import Synchronization

/// How many may look at one session at once: the same for all of them, and it may change.
final class ViewerLimit: Sendable {
    let perSession: Atomic<Int>

    init(_ perSession: Int) { self.perSession = Atomic(perSession) }
}
