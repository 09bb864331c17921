/// Text with colours that a server has sent, for a person's terminal: of all that terminals obey only colours, ends of
/// lines and tabs.
public enum ColoredText {
    public static func filtered(_ bytes: some Sequence<UInt8>) -> String {
        var scanner = EscapeScanner()
        var kept: [UInt8] = []
        for byte in bytes {
            switch scanner.read(byte) {
            case .text: kept.append(byte)
            case .end(.control(let body, UInt8(ascii: "m"))) where body.allSatisfy(isParameter):
                kept += [EscapeScanner.escape, UInt8(ascii: "[")] + body + [UInt8(ascii: "m")]
            case .inside, .end, .aborted: break
            }
        }
        let scalars = String(decoding: kept, as: UTF8.self).unicodeScalars.filter { scalar in
            // Nothing is left of ESC but what begins a colour.
            ["\n", "\t", "\u{1B}"].contains(scalar) || scalar.properties.generalCategory != .control
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Numbers, and what stands between them.
    private static func isParameter(_ byte: UInt8) -> Bool { (0x30...0x3B).contains(byte) }
}
