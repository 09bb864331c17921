import NIOCore

/// Pongs on their way. RFC 6455 section 5.5.3 allows to answer only the latest of several pings, which is what keeps
/// this bounded when the peer pings and does not read.
struct PongQueue: Sendable {
    /// How many bytes of pongs are gathered for one write.
    static let maximumBytes = 4 * 1024

    private var frames = ByteBuffer()

    /// Answers a ping. `isWritable`: the channel has room. Pongs to be written at once, if there are enough of them.
    mutating func append(payload: ByteBuffer, isWritable: Bool) -> ByteBuffer? {
        if !isWritable { frames.clear() }
        FrameHeader.write(opcode: .pong, payloadLength: payload.readableBytes, into: &frames)
        frames.writeImmutableBuffer(payload)
        return isWritable && frames.readableBytes >= Self.maximumBytes ? take() : nil
    }

    /// All that wait; nil: none.
    mutating func take() -> ByteBuffer? {
        guard frames.readableBytes > 0 else { return nil }
        defer { frames = ByteBuffer() }
        return frames
    }
}
