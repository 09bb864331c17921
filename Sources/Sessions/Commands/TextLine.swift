/// A line as it stands while a program works on it: a place to write at, and what has been written. Each character takes
/// one column, also those that terminals show in two or none.
struct TextLine: Sendable {
    /// A program that never ends its line gets a new one behind so many characters.
    static let maximumCharacters = 16 * 1024

    private(set) var characters: [Unicode.Scalar] = []
    /// Where the next character goes. It may lie behind the last one; blanks fill the gap then.
    private(set) var cursor = 0

    /// Whether it is so long that it is to be taken as it is.
    var isFull: Bool { characters.count >= Self.maximumCharacters }

    mutating func write(_ character: Unicode.Scalar) {
        pad()
        if cursor < characters.count {
            characters[cursor] = character
        } else {
            characters.append(character)
        }
        cursor += 1
    }

    /// - Parameter ascii: printable ASCII.
    mutating func write(ascii: UnsafeRawBufferPointer) {
        pad()
        let overwritten = min(ascii.count, characters.count - cursor)
        for index in 0..<overwritten { characters[cursor + index] = Unicode.Scalar(ascii[index]) }
        characters.append(contentsOf: ascii.dropFirst(overwritten).lazy.map { Unicode.Scalar($0) })
        cursor += ascii.count
    }

    /// To a column from 0 on, or to the first one.
    mutating func move(to column: Int) { cursor = max(column, 0) }

    /// As CSI K has it.
    mutating func erase(_ mode: Int) {
        switch mode {
        case 0: characters.removeSubrange(min(cursor, characters.count)...)
        case 1: for index in 0..<min(cursor + 1, characters.count) { characters[index] = " " }
        case 2: characters.removeAll(keepingCapacity: true)
        default: break
        }
    }

    /// Begins anew.
    mutating func clear() {
        characters.removeAll(keepingCapacity: true)
        cursor = 0
    }

    private mutating func pad() {
        while characters.count < cursor { characters.append(" ") }
    }
}

extension EscapeFilter.Piece {
    /// Does what it does to a line; nothing for the end of the line, which is the caller's business.
    func apply(to line: inout TextLine) {
        switch self {
        case .ascii(let bytes): line.write(ascii: bytes)
        case .character(let character): line.write(character)
        case .lineFeed: break
        case .carriageReturn: line.move(to: 0)
        case .backspace: line.move(to: line.cursor - 1)
        case .eraseInLine(let mode): line.erase(mode)
        case .column(let column): line.move(to: column)
        case .move(let columns): line.move(to: min(line.cursor + columns, TextLine.maximumCharacters))
        }
    }
}
