public import NIOCore

/// What the application tells ``WebSocketHandler``, in the order it is written.
public enum WebSocketOutbound: Sendable {
    /// Bytes that are frames already, see ``FrameHeader/write(opcode:payloadLength:into:)``.
    case frame(ByteBuffer)
    /// A whole text message. It must be UTF-8 and is not checked again.
    case text(ByteBuffer)
    /// A whole binary message.
    case binary(ByteBuffer)
    /// Says goodbye. Nothing written afterwards is sent. The TCP connection ends when the peer has answered, or
    /// after ``WebSocketSettings/closeTimeout``. A reason of more than 123 bytes is cut.
    case close(code: UInt16, reason: String)
    /// The limit of the messages from now on, in bytes. Nothing is sent.
    case messageLimit(Int)
    /// Whether the socket is read. False holds the peer off by TCP's own back-pressure; what was read already (256
    /// KiB at most, more when the peer closes at that moment) is still handed on. Nothing is sent.
    case reading(Bool)
}
