internal import NIOCore

/// The event loop of the connection that a request came by, for its route.
///
/// A channel says that it can take no more only after its loop has seen what was written. A loop that is busy says it late,
/// and until then a fast writer would put a whole file into memory.
enum ConnectionLoop {
    @TaskLocal static var current: (any EventLoop)?

    /// Returns when the loop has seen all that was written before.
    static func hasCaughtUp() async throws {
        try await current?.submit {}.get()
    }
}
