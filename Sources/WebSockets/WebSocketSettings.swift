public import NIOCore

/// The two sides differ in who masks (RFC 6455 section 5.1), and in nothing else after the handshake.
public enum WebSocketRole: Sendable {
    case server
    case client
}

/// The limits and times of one connection. The defaults are those of the terminal endpoint.
public struct WebSocketSettings: Sendable {
    /// Which side of the connection this is.
    public var role = WebSocketRole.server
    /// A message's payload at most, in bytes, until the application changes it. Small, for at first nobody knows who
    /// the peer is.
    public var messageLimitBytes = 4 * 1024
    /// The frames of one message at most: without a limit a message of empty fragments never ends.
    public var maximumFragments = 1024
    /// How often the peer is pinged.
    public var pingInterval = TimeAmount.seconds(20)
    /// After so many pings in a row without a byte from the peer the connection is dead.
    public var maximumMissedPings = 2
    /// How long after a close frame was sent the TCP connection is open at most.
    public var closeTimeout = TimeAmount.seconds(2)

    public init() {}
}
