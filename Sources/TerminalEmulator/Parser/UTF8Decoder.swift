/// Takes UTF-8 apart into code points, wherever the bytes are cut.
///
/// What is not UTF-8 is dropped without a replacement character, as xterm.js does: a byte that can begin nothing, a
/// character that breaks off, one that is longer than need be, surrogates, and U+FEFF.
struct UTF8Decoder: Sendable {
    /// The bytes of a character that has not ended, the first in the lowest place.
    private var bytes: UInt32 = 0
    private(set) var count = 0

    @inline(__always)
    var isPending: Bool { count > 0 }

    /// Those bytes, at most three.
    var pending: [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: bytes >> UInt32($0 * 8)) } }

    mutating func reset() { count = 0 }

    /// Reads one character at `position`, which is before `end`, and steps over it.
    ///
    /// - Returns: nil when what was there is no character, or not all of it is there yet.
    @inline(__always)
    mutating func decode(_ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UInt32? {
        if count == 0, end - position >= 3, position.pointee & 0xF0 == 0xE0,
            position[1] & 0xC0 == 0x80, position[2] & 0xC0 == 0x80
        {
            // Most of what is not ASCII: three bytes, all there.
            let scalar =
                UInt32(position[0] & 0x0F) << 12 | UInt32(position[1] & 0x3F) << 6 | UInt32(position[2] & 0x3F)
            position += 3
            return Self.isCharacter(scalar, length: 3) ? scalar : nil
        }
        return decodeByte(&position)
    }

    private mutating func decodeByte(_ position: inout UnsafePointer<UInt8>) -> UInt32? {
        let byte = position.pointee
        if count == 0 {
            position += 1
            if byte < 0x80 { return UInt32(byte) }
            if byte >= 0xC0, byte < 0xF8 {
                bytes = UInt32(byte)
                count = 1
            }
            return nil
        }
        guard byte & 0xC0 == 0x80 else {
            // The character breaks off; this byte is looked at again.
            count = 0
            return nil
        }
        position += 1
        bytes |= UInt32(byte) << UInt32(count * 8)
        count += 1
        let length = Self.length(lead: UInt8(truncatingIfNeeded: bytes))
        guard count == length else { return nil }
        count = 0
        var scalar = bytes & (0x7F >> UInt32(length))
        for index in 1..<length { scalar = scalar << 6 | bytes >> UInt32(index * 8) & 0x3F }
        return Self.isCharacter(scalar, length: length) ? scalar : nil
    }

    private static func length(lead: UInt8) -> Int { lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4 }

    @inline(__always)
    private static func isCharacter(_ scalar: UInt32, length: Int) -> Bool {
        switch length {
        case 2: scalar >= 0x80
        case 3: scalar >= 0x800 && !(0xD800...0xDFFF).contains(scalar) && scalar != 0xFEFF
        default: (0x1_0000...0x10_FFFF).contains(scalar)
        }
    }
}
