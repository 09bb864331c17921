/// How a line of scrollback is written down.
///
/// First a byte of flags. A plain line, ASCII in the default style, goes on with one byte for each cell, 0 for an
/// empty one. Any other line is the same with tokens in between, for which the codes of control characters are free
/// because no cell holds any. Empty cells of the default style at the end are left out.
enum PackedLine {
    private static let wrapped: UInt8 = 1
    private static let plain: UInt8 = 2

    private enum Token {
        static let empty: UInt8 = 0
        /// A count follows.
        static let emptyRun: UInt8 = 1
        /// The right half of a wide character, when it does not follow its left half in the same style.
        static let rightHalf: UInt8 = 2
        /// A width and a character follow, and no right half is implied.
        static let explicitWidth: UInt8 = 3
        /// A width, a count and so many characters follow.
        static let cluster: UInt8 = 4
        static let style: UInt8 = 5
    }

    static func flag(_ byte: UInt8, isWrapped: Bool) -> UInt8 { isWrapped ? byte | wrapped : byte & ~wrapped }

    static func isWrapped(_ bytes: ArraySlice<UInt8>) -> Bool { (bytes.first ?? 0) & wrapped != 0 }

    /// The cells of a plain line as they are, 0 for an empty one; nil for any other.
    static func plainText(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        (bytes.first ?? 0) & plain != 0 ? bytes.dropFirst() : nil
    }

    /// Written so that the compiler makes vector instructions of it.
    @inline(__always)
    static func isPlain(_ cells: UnsafeBufferPointer<Cell>) -> Bool {
        var surplus: UInt64 = 0
        for index in 0..<cells.count { surplus |= (cells[index].bits ^ Cell.narrowBits) & ~0x7F }
        return surplus == 0
    }

    @inline(__always)
    static func writePlain(_ cells: UnsafeBufferPointer<Cell>, isWrapped: Bool, to target: UnsafeMutablePointer<UInt8>)
    {
        target[0] = plain | (isWrapped ? wrapped : 0)
        for index in 0..<cells.count { target[index + 1] = UInt8(truncatingIfNeeded: cells[index].bits) & 0x7F }
    }

    // MARK: any line

    static func pack(
        _ cells: UnsafeBufferPointer<Cell>, isWrapped: Bool, tables: CellTables, into bytes: inout [UInt8],
        links: inout Set<UInt16>
    ) {
        bytes.reserveCapacity(cells.count + 16)
        bytes.append(isWrapped ? wrapped : 0)
        var style: UInt32 = 0
        var index = 0
        while index < cells.count {
            let cell = cells[index]
            if cell.style != style {
                style = cell.style
                let full = tables.styles[style]
                bytes.append(Token.style)
                full.pack(into: &bytes)
                if full.link != 0 { links.insert(full.link) }
            }
            let end = endOfASCII(cells, from: index)
            if end > index {
                appendASCII(UnsafeBufferPointer(rebasing: cells[index..<end]), to: &bytes)
                index = end
                continue
            }
            index += 1
            if !cell.hasContent {
                guard cell.width != 0 else {
                    bytes.append(Token.rightHalf)
                    continue
                }
                var run = 1
                while index < cells.count, cells[index] == cell { (run, index) = (run + 1, index + 1) }
                if run < 3 {
                    for _ in 0..<run { bytes.append(Token.empty) }
                } else {
                    bytes.append(Token.emptyRun)
                    bytes.appendVariable(run)
                }
            } else if cell.isCluster {
                bytes.append(Token.cluster)
                bytes.append(UInt8(cell.width))
                bytes.append(UInt8(tables.clusters[cell.cluster].marks + 1))
                tables.forEachScalar(of: cell.content) { bytes.appendUTF8($0) }
            } else {
                let natural = CharacterWidth.of(cell.content)
                let hasRightHalf =
                    index < cells.count && cells[index] == Cell(content: 0, width: 0, style: cell.style)
                if cell.width != natural || cell.width == 0 || (cell.width == 2 && !hasRightHalf) {
                    bytes.append(Token.explicitWidth)
                    bytes.append(UInt8(cell.width))
                } else if cell.width == 2 {
                    index += 1
                }
                bytes.appendUTF8(cell.content)
            }
        }
    }

    /// Where a run of ASCII in one style ends.
    private static func endOfASCII(_ cells: UnsafeBufferPointer<Cell>, from start: Int) -> Int {
        let bits = UInt64(cells[start].style) << 32 | Cell.narrowBits
        var end = start
        while end < cells.count, (cells[end].bits ^ bits) &- 0x20 < 0x60 { end += 1 }
        return end
    }

    private static func appendASCII(_ cells: UnsafeBufferPointer<Cell>, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: cells.count))
        bytes.withUnsafeMutableBufferPointer { target in
            guard start + cells.count <= target.count else { return }
            for index in 0..<cells.count { target[start + index] = UInt8(truncatingIfNeeded: cells[index].bits) }
        }
    }

    /// Replaces `cells` by those of the line, without the empty ones at its end.
    ///
    /// - Returns: whether it is the continuation of the line before.
    static func unpack(_ bytes: ArraySlice<UInt8>, tables: inout CellTables, into cells: inout [Cell]) -> Bool {
        cells.removeAll(keepingCapacity: true)
        if let text = plainText(bytes) {
            for byte in text { cells.append(Cell(bits: Cell.narrowBits | UInt64(byte))) }
            return isWrapped(bytes)
        }
        var reader = PackedReader(bytes: bytes.dropFirst())
        var style: UInt32 = 0
        while let byte = reader.next() {
            switch byte {
            case Token.empty: cells.append(.blank(style: style))
            case Token.emptyRun:
                let run = min(reader.variable(), EmulatorLimits.columns.upperBound)
                cells.append(contentsOf: repeatElement(.blank(style: style), count: run))
            case Token.rightHalf: cells.append(Cell(content: 0, width: 0, style: style))
            case Token.explicitWidth:
                let width = Int(reader.next() ?? 1)
                cells.append(Cell(content: reader.scalar(reader.next() ?? 0), width: width, style: style))
            case Token.cluster:
                let width = Int(reader.next() ?? 1)
                let count = Int(reader.next() ?? 1)
                var content = reader.scalar(reader.next() ?? 0)
                for _ in 1..<max(count, 1) {
                    content = tables.adding(reader.scalar(reader.next() ?? 0), to: content, limit: count)
                }
                cells.append(Cell(content: content, width: width, style: style))
            case Token.style: style = tables.styles.intern(TextStyle(unpacking: &reader))
            default:
                let scalar = reader.scalar(byte)
                let width = CharacterWidth.of(scalar)
                cells.append(Cell(content: scalar, width: width, style: style))
                if width == 2 { cells.append(Cell(content: 0, width: 0, style: style)) }
            }
        }
        return isWrapped(bytes)
    }
}
