internal import Sessions

/// Whether whoever made the request that is under way is still let in.
///
/// A token is looked at when a request comes. Its body, a wait or a file may take minutes from then on, and meanwhile a
/// link is revoked or a user is kept out. What such a request does last is not done then.
struct Standing: Sendable {
    /// Of the request whose route runs in this task.
    @TaskLocal static var current: Standing?

    /// The session that a share is for; nil for users.
    var sharedSession: SessionID?
    /// Nil: they are.
    var refusal: @Sendable () -> ErrorResponse?

    /// - Throws: what a new request of theirs would be answered with.
    static func check() throws(ErrorResponse) { try current?.check() }

    func check() throws(ErrorResponse) {
        if let refusal = refusal() { throw refusal }
    }
}
