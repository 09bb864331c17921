/// What a `warning` is about.
public enum Warning: Sendable, Equatable {
    case idleTimeout(seconds: Int)
    case maxDuration(seconds: Int)
    case tokenExpiring(seconds: Int)
    case shutdown(seconds: Int)
    /// Nine tenths of what the session's files may take are taken.
    case quota(usedBytes: Int, quotaBytes: Int)
}

/// A text message from server to client.
public enum ServerMessage: Sendable, Equatable {
    /// `tokenURL`: where a page fetches a fresh token; nil: nowhere.
    case connected(version: String, authenticationRequired: Bool, tokenURL: String? = nil)
    /// `expiresAt` in seconds since 1970.
    case authenticated(userID: String, groups: [String], expiresAt: Int64)
    /// The token was that of a share: the one session it reaches, and the most that it allows there. `expiresAt` in
    /// seconds since 1970.
    case authenticatedByShare(shareID: String, sessionID: String, mode: ViewerMode, expiresAt: Int64)
    /// The binary bytes that follow start at `offset`. `liveOffset`: the same, for clients that
    /// answer what a program asks only from there on; there is nothing for them to answer. `resumed`: nothing between
    /// the client's offset and this one is missing. `recording`: what the session prints is kept in a file. `viewerID`: what the
    /// client is called in the list of viewers.
    case attached(
        sessionID: String, offset: UInt64, liveOffset: UInt64, cols: Int, rows: Int, mode: ViewerMode, resumed: Bool,
        recording: Bool, viewerID: UInt64)
    /// The next `bytes` binary bytes paint the screen, of this size, and are not counted; the stream goes on at
    /// `offset`, which a client with flow control acknowledges when the picture is on its screen. `cause`: why, for
    /// people.
    case snapshot(offset: UInt64, bytes: Int, cols: Int, rows: Int, cause: String)
    /// The bytes that follow were printed on a terminal of this size; for every viewer, the one that chose it too.
    case resized(cols: Int, rows: Int)
    case viewers(count: Int)
    /// A program has given the window this title; of several in a short time the last.
    case title(String)
    /// A program has rung the bell; once for many in a short time.
    case bell
    /// The shell began to run what was typed. `startedAt` in seconds since 1970.
    case commandStarted(id: UInt64, command: String, workingDirectory: String?, startedAt: Double)
    /// It has ended. Nil: nobody has seen how.
    case commandFinished(id: UInt64, exitCode: Int32?, durationMilliseconds: Int?)
    /// The shell is in this directory now.
    case cwdChanged(path: String)
    /// Somebody at the shell offers a file of the workspace, by the path and the name that the API has for it. `bytes`:
    /// its length then. For those alone who may read the session's files.
    case downloadOffered(path: String, name: String, bytes: Int)
    /// After the last output byte, always. One of `exitCode` and `signal` is set. The duration is the session's.
    case exited(exitCode: Int?, signal: String?, offset: UInt64, durationMilliseconds: Int)
    case warning(Warning)
    case error(ErrorBody)
    case pong(timestamp: Double)
}
