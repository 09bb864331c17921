/// Reads the bytes of a packed line one after the other.
struct PackedReader {
    private let bytes: ArraySlice<UInt8>
    private var index: Int

    init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    mutating func next() -> UInt8? {
        guard index < bytes.endIndex else { return nil }
        index += 1
        return bytes[index - 1]
    }

    /// A number of up to 28 bits, seven in each byte.
    mutating func variable() -> Int {
        var value = 0
        for shift in stride(from: 0, to: 28, by: 7) {
            guard let byte = next() else { break }
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { break }
        }
        return value
    }

    /// The character that begins with `lead`, which was read already. What is packed is valid UTF-8.
    mutating func scalar(_ lead: UInt8) -> UInt32 {
        switch lead {
        case 0xF0...: continuation(UInt32(lead & 0x07), bytes: 3)
        case 0xE0...: continuation(UInt32(lead & 0x0F), bytes: 2)
        case 0xC0...: continuation(UInt32(lead & 0x1F), bytes: 1)
        default: UInt32(lead)
        }
    }

    private mutating func continuation(_ start: UInt32, bytes: Int) -> UInt32 {
        var value = start
        for _ in 0..<bytes { value = value << 6 | UInt32((next() ?? 0x80) & 0x3F) }
        return value
    }
}

extension [UInt8] {
    /// A number in seven bits a byte, the lowest first.
    mutating func appendVariable(_ number: Int) {
        var rest = number
        while rest >= 0x80 {
            append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    /// A code point as UTF-8.
    mutating func appendUTF8(_ scalar: UInt32) {
        switch scalar {
        case ..<0x80: append(UInt8(scalar))
        case ..<0x800:
            append(UInt8(0xC0 | scalar >> 6))
            append(UInt8(0x80 | scalar & 0x3F))
        case ..<0x1_0000:
            append(UInt8(0xE0 | scalar >> 12))
            append(UInt8(0x80 | scalar >> 6 & 0x3F))
            append(UInt8(0x80 | scalar & 0x3F))
        default:
            append(UInt8(0xF0 | scalar >> 18 & 0x07))
            append(UInt8(0x80 | scalar >> 12 & 0x3F))
            append(UInt8(0x80 | scalar >> 6 & 0x3F))
            append(UInt8(0x80 | scalar & 0x3F))
        }
    }
}
