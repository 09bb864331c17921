import NIOCore

/// The four bytes that a client XORs its payload with (RFC 6455 section 5.3).
struct MaskingKey: Sendable, Equatable {
    /// In the order of the wire: the first byte is the most significant one.
    private var bits: UInt32

    init(bits: UInt32) { self.bits = bits }

    /// A copy of the bytes with the mask taken off, and this key turned so that it fits the byte that follows.
    ///
    /// The bytes are copied first because a read buffer is shared by all slices that were cut from it: to change it
    /// in place would copy the whole of it for each small message.
    mutating func unmask(_ masked: ByteBuffer) -> ByteBuffer {
        var plain = ByteBuffer(bytes: masked.readableBytesView)
        plain.withUnsafeMutableReadableBytes { apply(to: $0) }
        let turn = UInt32(truncatingIfNeeded: masked.readableBytes % 4 * 8)
        bits = bits << turn | bits >> ((32 - turn) % 32)
        return plain
    }

    /// Eight bytes at a time. Typed pointers, for a debug build takes ten times as long for raw loads and stores.
    private func apply(to bytes: UnsafeMutableRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        // Memory order is the order of the wire, whatever the processor's.
        let word32 = bits.bigEndian
        let word = UInt64(word32) << 32 | UInt64(word32)
        let aligned = UInt(bitPattern: base) % UInt(MemoryLayout<UInt64>.alignment) == 0
        let words = aligned ? bytes.count / 8 : 0
        let wide = base.assumingMemoryBound(to: UInt64.self)
        var index = 0
        while index < words {
            wide[index] ^= word
            index += 1
        }
        let narrow = base.assumingMemoryBound(to: UInt8.self)
        index = words &* 8
        while index < bytes.count {
            narrow[index] ^= UInt8(truncatingIfNeeded: bits >> UInt32(truncatingIfNeeded: 24 - index % 4 * 8))
            index += 1
        }
    }
}
