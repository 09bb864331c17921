public import Sessions
public import TerminalProtocol

/// What the secret of a share lets its bearer do. It is not the secret.
public struct SharePass: Sendable, Equatable {
    /// Names the share in lists, in logs and when it is revoked; no secret.
    public var id: String
    public var sessionID: SessionID
    public var mode: ViewerMode
    /// In seconds since 1970.
    public var expiresAt: Int64

    public init(id: String, sessionID: SessionID, mode: ViewerMode, expiresAt: Int64) {
        self.id = id
        self.sessionID = sessionID
        self.mode = mode
        self.expiresAt = expiresAt
    }
}
