/// A command as a program brings it, and how it is typed.
struct CommandText: Sendable, Equatable {
    /// The longest, in bytes of UTF-8.
    static let maximumBytes = 32 * 1024

    /// Without the ends of lines behind it.
    let text: String

    /// - Throws: `CommandRefusal.invalid` for what cannot be typed as a command.
    init(_ text: String) throws(CommandRefusal) {
        guard text.utf8.count <= Self.maximumBytes else {
            throw .invalid("command must have at most \(Self.maximumBytes) bytes")
        }
        // To a shell all others are keys.
        let isText = text.unicodeScalars.allSatisfy {
            $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control
        }
        guard isText else {
            throw .invalid("command must have no control characters but line feeds and tabs; /input takes keys")
        }
        var end = text.unicodeScalars.endIndex
        while end > text.startIndex, text.unicodeScalars[text.unicodeScalars.index(before: end)] == "\n" {
            end = text.unicodeScalars.index(before: end)
        }
        self.text = String(text[..<end])
        guard self.text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw .invalid("command must not be empty")
        }
    }

    /// A line feed would end it too early, and a tab would be completed, if they were typed as keys.
    var needsPaste: Bool { hasTabs || text.utf8.contains(UInt8(ascii: "\n")) }

    var hasTabs: Bool { text.utf8.contains(UInt8(ascii: "\t")) }

    /// What a person would send who types it, or pastes it if it has to be, and then presses Return.
    var keys: [UInt8] {
        guard needsPaste else { return Array(text.utf8) + [UInt8(ascii: "\r")] }
        return BracketedPaste.start + Array(text.utf8) + BracketedPaste.end + [UInt8(ascii: "\r")]
    }

    /// Whether a shell that was given this may have announced that: it has its own way to write down several lines, may
    /// know the first of them only, may have replaced `!`, and may not tell at all.
    func mayBe(_ reported: String, isTruncated: Bool) -> Bool {
        if reported.isEmpty || text.contains("!") { return true }
        let (own, other) = (Self.essence(text), Self.essence(reported))
        return own == other || (isTruncated || text.contains("\n")) && own.starts(with: other)
    }

    /// Without what may stand for the end of a line.
    private static func essence(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != ";" }
    }
}
