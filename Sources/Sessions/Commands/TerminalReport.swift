/// What terminals send by themselves, as if it were typed: answers to questions of programs, and that a window has the
/// focus. It edits no line, and nobody has typed it.
enum TerminalReport {
    /// Whether something of this may change the line that stands at a prompt.
    static func isTyped(_ bytes: some Collection<UInt8>) -> Bool { !bytes.isEmpty && !isReport(bytes) }

    /// Whether `bytes` are such reports and nothing else. Only whole sequences are known.
    static func isReport(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = bytes[...]
        guard !rest.isEmpty else { return false }
        while !rest.isEmpty {
            guard rest.popFirst() == 0x1B, let kind = rest.popFirst() else { return false }
            switch kind {
            case UInt8(ascii: "["):
                let parameters = rest.prefix { (0x20...0x3F).contains($0) }
                rest = rest[parameters.endIndex...]
                guard let final = rest.popFirst(), isReport(final, parameters) else { return false }
            case UInt8(ascii: "]"), UInt8(ascii: "P"):
                guard let end = rest.firstIndex(where: { $0 == 0x07 || $0 == 0x1B }) else { return false }
                let isBell = rest[end] == 0x07
                rest = rest[rest.index(after: end)...]
                if !isBell, rest.popFirst() != UInt8(ascii: "\\") { return false }
            default: return false
            }
        }
        return true
    }

    private static func isReport(_ final: UInt8, _ parameters: some Collection<UInt8>) -> Bool {
        switch final {
        // Attributes of the device, modes, sizes; the focus.
        case UInt8(ascii: "c"), UInt8(ascii: "n"), UInt8(ascii: "y"), UInt8(ascii: "t"): true
        case UInt8(ascii: "I"), UInt8(ascii: "O"): parameters.isEmpty
        // Where the cursor is; without a row it is a key, F3.
        case UInt8(ascii: "R"): parameters.contains(UInt8(ascii: ";"))
        case UInt8(ascii: "u"): parameters.first == UInt8(ascii: "?")
        default: false
        }
    }
}
