/// Looks for a text in what a terminal prints, as it is read: escape sequences do not stand in its way, and what is
/// written over later counts as long as it was to be seen. A text that goes over several lines is not found.
///
/// No regular expression: one that a client brings can take for ever.
struct TextSearch: Sendable {
    private let pattern: [Unicode.Scalar]
    private var filter = EscapeFilter()
    private var line = TextLine()
    /// Where a match can begin that has not been looked for yet.
    private var unsearched = 0
    private(set) var isFound = false

    /// - Parameter pattern: at least one character, no control character.
    init(_ pattern: String) { self.pattern = Array(pattern.unicodeScalars) }

    /// - Returns: whether it has been found, with these bytes or before.
    mutating func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard !isFound else { return true }
        // A copy, for who is told of the pieces changes the rest.
        var filter = filter
        filter.read(bytes) { piece in take(piece) }
        self.filter = filter
        look()
        return isFound
    }

    private mutating func take(_ piece: EscapeFilter.Piece) {
        switch piece {
        case .ascii, .character:
            if line.cursor < line.characters.count {
                unsearched = max(0, min(unsearched, line.cursor - pattern.count + 1))
            }
        case .lineFeed, .carriageReturn, .backspace, .eraseInLine, .column, .move: look()
        }
        piece.apply(to: &line)
        if case .lineFeed = piece {
            restart(with: [])
        } else if line.isFull {
            look()
            restart(with: line.characters.suffix(pattern.count - 1))
        } else if case .eraseInLine(1) = piece {
            unsearched = 0
        } else {
            // The line may have lost its end.
            unsearched = max(0, min(unsearched, line.characters.count - pattern.count + 1))
        }
    }

    /// Goes on with the end of a line that was too long, for the text may begin there.
    private mutating func restart(with rest: ArraySlice<Unicode.Scalar>) {
        let rest = Array(rest)
        line.clear()
        for character in rest { line.write(character) }
        unsearched = 0
    }

    private mutating func look() {
        guard !isFound, let first = pattern.first else { return }
        let characters = line.characters
        let end = characters.count - pattern.count + 1
        guard unsearched < end else { return }
        for start in unsearched..<end where characters[start] == first {
            if characters[start..<start + pattern.count].elementsEqual(pattern) {
                isFound = true
                return
            }
        }
        unsearched = end
    }
}
