/// The values in marks: `\\` is a backslash and `\xHH` a byte, as in the marks of VS Code's terminal.
enum MarkText {
    /// The bytes that `escaped` stands for. A backslash with anything else behind it stands for itself.
    static func bytes(_ escaped: UnsafeRawBufferPointer) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(escaped.count)
        var index = 0
        while index < escaped.count {
            let byte = escaped[index]
            if byte == UInt8(ascii: "\\"), index + 1 < escaped.count {
                if escaped[index + 1] == byte {
                    bytes.append(byte)
                    index += 2
                    continue
                }
                if escaped[index + 1] | 0x20 == UInt8(ascii: "x"), index + 3 < escaped.count,
                    let high = digit(escaped[index + 2]), let low = digit(escaped[index + 3])
                {
                    bytes.append(high << 4 | low)
                    index += 4
                    continue
                }
            }
            bytes.append(byte)
            index += 1
        }
        return bytes
    }

    /// At most `limit` bytes of `bytes`, cut between characters.
    static func text(_ bytes: [UInt8], limit: Int) -> (text: String, isTruncated: Bool) {
        guard bytes.count > limit else { return (String(decoding: bytes, as: UTF8.self), false) }
        var end = limit
        while end > 0, bytes[end] & 0xc0 == 0x80 { end -= 1 }
        return (String(decoding: bytes[..<end], as: UTF8.self), true)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
