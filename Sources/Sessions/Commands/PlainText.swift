/// What a program has printed as text: without escape sequences, its lines ended by LF, what was written over left out as
/// on a terminal, and with U+FFFD for what is no UTF-8. Of a text that is too long the end stays.
struct PlainText: Sendable {
    /// The most bytes of text.
    let limit: Int

    private var filter = EscapeFilter()
    private var line = TextLine()
    private var text: [UInt8] = []
    private var isTruncated = false

    init(limit: Int) { self.limit = max(limit, 0) }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        // A copy, for who is told of the pieces changes the rest.
        var filter = filter
        filter.read(bytes) { piece in take(piece) }
        self.filter = filter
    }

    /// The text of all that was appended, after which nothing more can be.
    mutating func finish() -> (text: String, isTruncated: Bool) {
        var filter = filter
        filter.finish { piece in take(piece) }
        endLine(with: nil)
        if text.count > limit { cut(to: limit) }
        // The first character may have lost its beginning.
        let start = isTruncated ? text.prefix { $0 & 0xC0 == 0x80 }.count : 0
        return (String(decoding: text[start...], as: UTF8.self), isTruncated)
    }

    private mutating func take(_ piece: EscapeFilter.Piece) {
        if case .lineFeed = piece { return endLine(with: UInt8(ascii: "\n")) }
        piece.apply(to: &line)
        if line.isFull { endLine(with: nil) }
    }

    private mutating func endLine(with end: UInt8?) {
        for character in line.characters { text.append(contentsOf: UTF8.encode(character) ?? Self.replacement) }
        if let end { text.append(end) }
        line.clear()
        // Twice as much is gathered before some is dropped, so that no byte is moved more than once or twice.
        if text.count > 2 * limit + TextLine.maximumCharacters { cut(to: limit) }
    }

    private mutating func cut(to count: Int) {
        text.removeFirst(text.count - count)
        isTruncated = true
    }

    private static let replacement = UTF8.encodedReplacementCharacter
}
