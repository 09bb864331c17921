import NIOCore

/// Makes a client's frames of those that a server would send.
enum ClientFrames {
    /// - Parameter frames: whole frames that are not masked. Each gets a key of its own that nobody can guess, so that
    ///   what a client is made to send cannot be chosen byte for byte (RFC 6455 section 10.3).
    static func masked(_ frames: ByteBuffer) -> ByteBuffer {
        var rest = frames
        var result = ByteBuffer()
        result.reserveCapacity(frames.readableBytes + 4)
        while let first = rest.readInteger(as: UInt8.self), let second = rest.readInteger(as: UInt8.self) {
            result.writeInteger(first)
            result.writeInteger(second | 0x80)
            var length = Int(second)
            if second == 126, let long = rest.readInteger(as: UInt16.self) {
                result.writeInteger(long)
                length = Int(long)
            } else if second == 127, let long = rest.readInteger(as: UInt64.self) {
                result.writeInteger(long)
                length = Int(clamping: long)
            }
            let bits = UInt32.random(in: .min ... .max)
            result.writeInteger(bits)
            var key = MaskingKey(bits: bits)
            guard let payload = rest.readSlice(length: length) else { break }
            result.writeImmutableBuffer(key.unmask(payload))
        }
        return result
    }
}
