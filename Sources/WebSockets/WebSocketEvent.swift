public import NIOCore

/// What ``WebSocketHandler`` tells the application.
public enum WebSocketEvent: Sendable, Equatable {
    /// A whole text message. It is UTF-8.
    case text(ByteBuffer)
    /// A whole binary message.
    case binary(ByteBuffer)
    /// The last event, exactly once: no message comes after it and none can be sent.
    ///
    /// `code` is what the peer's close frame said, or what this side closed with because the peer broke a rule; nil:
    /// there was neither. `clean`: the peer sent a legal close frame.
    case closed(code: UInt16?, reason: String, clean: Bool)
}
