/// Labels as they stand between the braces of a sample.
enum LabelText {
    /// `names` and `values` are as many; the names are valid.
    static func make(_ names: [String], _ values: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in zip(names, values) {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
            bytes += name.utf8
            bytes += [UInt8(ascii: "="), UInt8(ascii: "\"")]
            for byte in value.utf8 { append(byte, quotes: true, to: &bytes) }
            bytes.append(UInt8(ascii: "\""))
        }
        return bytes
    }

    /// Escapes what would end a line or, with `quotes`, a value.
    static func append(_ byte: UInt8, quotes: Bool, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\\")]
        case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
        case UInt8(ascii: "\"") where quotes: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\"")]
        default: bytes.append(byte)
        }
    }
}
