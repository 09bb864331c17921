/// What a `warning` is about.
public enum Warning: Sendable, Equatable {
    case idleTimeout(seconds: Int)
    case maxDuration(seconds: Int)
    case tokenExpiring(seconds: Int)
    case shutdown(seconds: Int)
}

/// A text message from server to client.
public enum ServerMessage: Sendable, Equatable {
    case connected(version: String, authenticationRequired: Bool)
    /// `expiresAt` in seconds since 1970.
    case authenticated(userID: String, groups: [String], expiresAt: Int64)
    /// The binary bytes that follow start at `offset`. Those below `liveOffset` were printed before the attach:
    /// a replay, whose queries must not be answered again. `resumed`: nothing between the client's offset and
    /// this one is missing. `recording`: what the session prints is kept in a file.
    case attached(
        sessionID: String, offset: UInt64, liveOffset: UInt64, cols: Int, rows: Int, mode: ViewerMode, resumed: Bool,
        recording: Bool)
    /// The next `bytes` binary bytes repaint the screen and are not counted; the stream goes on at `offset`.
    case snapshot(offset: UInt64, bytes: Int)
    case resized(cols: Int, rows: Int)
    case viewers(count: Int)
    /// After the last output byte, always. One of `exitCode` and `signal` is set.
    case exited(exitCode: Int?, signal: String?, offset: UInt64)
    case warning(Warning)
    case error(ErrorBody)
    case pong(timestamp: Double)
}
