internal import Synchronization
public import TerminalProtocol

/// How a viewer came to a session.
struct ViewerArrival: Sendable, Equatable {
    /// Whose token it presented; nil: none.
    var userID: String?
    /// The share by whose secret it came instead.
    var shareID: String?
    /// On the monotonic clock, in nanoseconds.
    var at: Int64 = 0
}

/// One of those who look at a session, as its owner may know of them. Where they are is nobody's business.
public struct PresentViewer: Sendable, Equatable {
    public var id: ViewerID
    public var mode: ViewerMode
    /// Whose token it presented; nil for one that came by a share.
    public var userID: String?
    public var shareID: String?
    /// In seconds since 1970.
    public var attachedAt: Double
}

extension Session {
    /// Those who look at it now, in the order in which they came.
    public var presentViewers: [PresentViewer] {
        let now = clocks.monotonic()
        let wall = clocks.wall()
        return guarded.withLock { guarded in
            guarded.state.viewers.map { viewer in
                PresentViewer(
                    id: viewer.id, mode: viewer.mode, userID: viewer.arrival.userID, shareID: viewer.arrival.shareID,
                    attachedAt: wall + Double(viewer.arrival.at - now) / 1e9)
            }
        }
    }
}
