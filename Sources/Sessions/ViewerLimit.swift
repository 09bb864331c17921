import Synchronization

/// How many may look at one session at once: the same for all of them, and it may change.
final class ViewerLimit: Sendable {
    let perSession: Atomic<Int>

    init(_ perSession: Int) { self.perSession = Atomic(perSession) }

    /// - Parameter isGuest: whether somebody comes by a share. One who has a link can open as many connections as he likes,
    ///   so a quarter of the places is left for those who have a token, or the owner could not come back to his session.
    func places(isGuest: Bool) -> Int {
        let all = perSession.load(ordering: .relaxed)
        return isGuest ? max(1, all - max(1, all / 4)) : all
    }
}
