public import TerminalProtocol

/// Whoever looks at a session: one WebSocket connection. Calls come from any thread; they only pass a word on.
public protocol Viewer: AnyObject, Sendable {
    /// There is something to pull. Not called again before the viewer has pulled.
    func outputAvailable()
    /// The shell has read enough of what was typed: the viewer's socket may be read again.
    func inputDrained()
    /// Something to tell the person, out of the stream's order. `session`: about which; the viewer may have gone on
    /// to another meanwhile.
    func tell(_ message: ServerMessage, of session: SessionID)
    /// A connection that still looks at `session` has to end.
    func disconnect(_ code: CloseCode, reason: String, from session: SessionID)
}

/// Names a viewer within its session.
public struct ViewerID: Hashable, Sendable {
    public let number: UInt64
}

/// What a viewer learns when it is let in.
public struct ViewerAttachment: Sendable {
    public var viewer: ViewerID
    /// The first byte that it will get.
    public var offset: UInt64
    public var size: TerminalSize
    public var mode: ViewerMode
    /// True when nothing is missing between what the viewer said to have and `offset`.
    public var resumed: Bool
    /// How many look at the session, this one included.
    public var viewers: Int
}
