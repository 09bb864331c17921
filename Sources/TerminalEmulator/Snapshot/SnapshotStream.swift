/// Prints lines into a scroll region, each when the one after it is known.
struct SnapshotStream {
    var writer: SnapshotWriter
    /// How many rows there are before the lines scroll.
    private let region: Int
    private var row = 0
    private var pending: (cells: ArraySlice<Cell>, plain: ArraySlice<UInt8>?)?
    /// The pending line is printed from the end of the one before.
    private var follows = false

    init(region: Int, writer: SnapshotWriter) {
        self.region = region
        self.writer = writer
    }

    /// A line of ASCII in the default style, without empty cells. Only what is not that is looked at cell by cell.
    mutating func add(plain text: ArraySlice<UInt8>, isWrapped: Bool) {
        end(isWrapped: isWrapped, next: isWrapped ? Self.cells(text)[...] : [])
        pending = ([], text)
    }

    private static func cells(_ text: ArraySlice<UInt8>) -> [Cell] {
        text.map { Cell(bits: Cell.narrowBits | UInt64($0)) }
    }

    mutating func add(_ cells: ArraySlice<Cell>, isWrapped: Bool) {
        end(isWrapped: isWrapped, next: cells)
        pending = (cells, nil)
    }

    mutating func finish() { end(isWrapped: nil, next: []) }

    /// Prints the pending line, and goes to the next row.
    private mutating func end(isWrapped: Bool?, next: ArraySlice<Cell>) {
        guard var line = pending else { return }
        pending = nil
        let wraps = isWrapped == true
        if let text = line.plain {
            guard wraps else {
                writer.setStyle(.standard)
                writer.bytes.append(contentsOf: text)
                follows = false
                nextRow(isWrapped: isWrapped)
                return
            }
            line = (Self.cells(text)[...], nil)
        }
        let cells = writer.withoutLeftover(line.cells, next: wraps ? next : nil)
        let isAtEnd = writer.writeRow(cells)
        let scrolls = row == region - 1
        follows = wraps && writer.wrapsByItself(line.cells, next, isAtEnd: isAtEnd, scrolls: scrolls)
        if follows {
            row = min(row + 1, region - 1)
            return
        }
        guard wraps else {
            writer.mendLastColumn(line.cells, at: row)
            nextRow(isWrapped: isWrapped)
            return
        }
        // A single row has no place to mend the line before.
        guard region > 1 || isAtEnd else {
            nextRow(isWrapped: false)
            return
        }
        writer.markWrapped(after: row, line.cells, isAtEnd: isAtEnd, scrolls: scrolls)
        row = min(row + 1, region - 1)
    }

    private mutating func nextRow(isWrapped: Bool?) {
        guard isWrapped != nil else { return }
        writer.setBackground(.standard)
        writer.put("\r\n")
        row = min(row + 1, region - 1)
    }
}
