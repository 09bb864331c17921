import NIOCore

/// Checks UTF-8 that arrives in pieces (RFC 3629), and fails at the first byte that no valid text could have there.
struct UTF8Validator: Sendable, Equatable {
    /// How many continuation bytes the character still wants.
    private var missing: UInt8 = 0
    /// What the next continuation byte may be: narrower than 0x80...0xBF after bytes that could begin an overlong
    /// form, a surrogate, or a value above U+10FFFF.
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xBF

    /// Whether the text may end here.
    var isComplete: Bool { missing == 0 }

    /// False as soon as a byte is wrong; the validator is of no use after that.
    mutating func consume(_ bytes: ByteBuffer) -> Bool {
        bytes.withUnsafeReadableBytes { consume($0) }
    }

    private mutating func consume(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        let pointer = base.assumingMemoryBound(to: UInt8.self)
        let wide = base.assumingMemoryBound(to: UInt64.self)
        let count = bytes.count
        let aligned = UInt(bitPattern: base) % UInt(MemoryLayout<UInt64>.alignment) == 0
        var index = 0
        while index < count {
            // Most text is ASCII: eight bytes at a time while no byte has its top bit set.
            if aligned, missing == 0, index % 8 == 0 {
                while count - index >= 8, wide[index / 8] & 0x8080_8080_8080_8080 == 0 { index += 8 }
                if index == count { break }
            }
            let byte = pointer[index]
            index += 1
            if missing == 0, byte < 0x80 { continue }
            guard accept(byte) else { return false }
        }
        return true
    }

    /// One byte that is part of a longer character, by the table of RFC 3629 section 4.
    private mutating func accept(_ byte: UInt8) -> Bool {
        if missing > 0 {
            guard byte >= low, byte <= high else { return false }
            missing -= 1
            (low, high) = (0x80, 0xBF)
            return true
        }
        switch byte {
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, low) = (2, 0xA0)
        case 0xED: (missing, high) = (2, 0x9F)
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, low) = (3, 0x90)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, high) = (3, 0x8F)
        default: return false
        }
        return true
    }
}
