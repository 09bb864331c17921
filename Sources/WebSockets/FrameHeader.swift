public import NIOCore

/// What stands in front of a frame's payload (RFC 6455 section 5.2).
public struct FrameHeader: Sendable, Equatable {
    public var opcode: Opcode
    /// Whether this frame ends its message.
    public var isFinal: Bool
    /// In bytes.
    public var payloadLength: Int

    /// A control frame's payload at most, in bytes (section 5.5).
    public static let maximumControlPayloadLength = 125

    public init(opcode: Opcode, isFinal: Bool, payloadLength: Int) {
        self.opcode = opcode
        self.isFinal = isFinal
        self.payloadLength = payloadLength
    }

    /// The bytes that ``write(opcode:payloadLength:into:)`` appends for a payload of this length: 2, 4 or 10.
    public static func length(forPayloadLength payloadLength: Int) -> Int {
        payloadLength < 126 ? 2 : payloadLength <= Int(UInt16.max) ? 4 : 10
    }

    /// Appends the header of a server's frame: a whole message, not masked, with the shortest form of its length.
    public static func write(opcode: Opcode, payloadLength: Int, into buffer: inout ByteBuffer) {
        let first = 0x80 | opcode.rawValue
        if payloadLength < 126 {
            buffer.writeInteger(UInt16(first) << 8 | UInt16(truncatingIfNeeded: payloadLength))
        } else if let length = UInt16(exactly: payloadLength) {
            buffer.writeInteger(UInt16(first) << 8 | 126)
            buffer.writeInteger(length)
        } else {
            buffer.writeInteger(UInt16(first) << 8 | 127)
            buffer.writeInteger(UInt64(truncatingIfNeeded: payloadLength))
        }
    }
}
