/// Changes within a row, with what becomes of wide characters that are cut through. The rules are those of xterm.js,
/// which leaves an orphaned half here and there; whoever looks at both must see the same.
extension ScreenBuffer {
    @inline(__always)
    func cell(_ y: Int, _ column: Int) -> Cell {
        let row = rows[y]
        guard column >= 0, column < row.length else { return .blank }
        return cells[Int(row.start) + column]
    }

    /// Places outside of the row are no places: nothing happens.
    @inline(__always)
    mutating func setCell(_ y: Int, _ column: Int, _ cell: Cell) {
        guard column >= 0, column < rows[y].length else { return }
        cells[Int(rows[y].start) + column] = cell
        if column >= rows[y].used { rows[y].used = Int32(column + 1) }
    }

    /// Shifts what stands from `position` on to the right by `count` cells, out of the row at its end.
    mutating func insertCells(_ y: Int, at position: Int, count: Int, fill: Cell) {
        let length = Int(rows[y].length)
        let position = position % length
        if position > 0, cell(y, position - 1).width == 2 { setCell(y, position - 1, fill) }
        if count < length - position {
            move(y, from: position, to: position + count, count: length - position - count)
        }
        fillCells(y, from: position, to: min(position + count, length), fill)
        rows[y].used = Int32(length)
        if cell(y, length - 1).width == 2 { setCell(y, length - 1, fill) }
    }

    /// Removes `count` cells and shifts what stands right of them to the left.
    mutating func deleteCells(_ y: Int, at position: Int, count: Int, fill: Cell) {
        let length = Int(rows[y].length)
        let position = position % length
        if count < length - position {
            move(y, from: position + count, to: position, count: length - position - count)
            rows[y].used = Int32(length)
            fillCells(y, from: length - count, to: length, fill)
        } else {
            fillCells(y, from: position, to: length, fill)
        }
        if position > 0, cell(y, position - 1).width == 2 { setCell(y, position - 1, fill) }
        let first = cell(y, position)
        if first.width == 0, !first.hasContent { setCell(y, position, fill) }
    }

    /// Writes `fill` into a range of columns.
    mutating func replaceCells(_ y: Int, from start: Int, to end: Int, fill: Cell) {
        let length = Int(rows[y].length)
        if start > 0, cell(y, start - 1).width == 2 { setCell(y, start - 1, fill) }
        if end < length, cell(y, end - 1).width == 2 { setCell(y, end, fill) }
        fillCells(y, from: start, to: min(end, length), fill)
    }

    /// The same for selective erase: protected cells stay (DECSEL, DECSED).
    mutating func replaceUnprotected(
        _ y: Int, from start: Int, to end: Int, fill: Cell, styles: InternTable<TextStyle>
    ) {
        func isProtected(_ column: Int) -> Bool { styles[cell(y, column).style].flags.contains(.protected) }
        let length = Int(rows[y].length)
        if start > 0, cell(y, start - 1).width == 2, !isProtected(start - 1) { setCell(y, start - 1, fill) }
        if end < length, cell(y, end - 1).width == 2, !isProtected(end) { setCell(y, end, fill) }
        for column in start..<max(min(end, length), start) where !isProtected(column) { setCell(y, column, fill) }
    }

    /// Writes `fill` into a whole row, what lies behind the last column included.
    mutating func fillRow(_ y: Int, _ fill: Cell) {
        let length = Int(rows[y].length)
        fillCells(y, from: 0, to: length, fill)
    }

    /// Within a row; the two places may overlap.
    private mutating func move(_ y: Int, from source: Int, to target: Int, count: Int) {
        let start = Int(rows[y].start)
        cells.withUnsafeMutableBufferPointer { cells in
            guard let base = cells.baseAddress, start + max(source, target) + count <= cells.count else { return }
            (base + start + target).update(from: base + start + source, count: count)
        }
    }

    /// The same narrow character again and again, from the cursor to the end of the row at most.
    ///
    /// - Returns: how often it was written.
    mutating func writeRepeated(_ cell: Cell, count: Int) -> Int {
        let fitting = min(count, columns - x)
        guard fitting > 0 else { return 0 }
        fillCells(y, from: x, to: x + fitting, cell)
        x += fitting
        return fitting
    }

    private mutating func fillCells(_ y: Int, from start: Int, to end: Int, _ fill: Cell) {
        guard start < end else { return }
        let row = rows[y]
        // Behind `used` all is blank already.
        let last = fill == .blank ? min(end, Int(row.used)) : end
        guard start < last else { return }
        let base = Int(row.start)
        cells.withUnsafeMutableBufferPointer { cells in
            for index in base + start..<base + last { cells[index] = fill }
        }
        if fill == .blank {
            if end >= Int(row.used) { rows[y].used = Int32(start) }
        } else if last > Int(row.used) {
            rows[y].used = Int32(last)
        }
    }

    /// Writes ASCII characters from the cursor on, as many as fit in the row, and moves the cursor behind them.
    ///
    /// The loop is what a flood of text costs; it is written so that the compiler makes vector instructions of it.
    /// - Returns: how many characters were written.
    @inline(__always)
    mutating func writeASCII(_ text: UnsafePointer<UInt8>, count: Int, style: UInt32) -> Int {
        let fitting = min(count, columns - x)
        guard fitting > 0 else { return 0 }
        let start = Int(rows[y].start) + x
        let bits = UInt64(style) << 32 | Cell.narrowBits
        cells.withUnsafeMutableBufferPointer { cells in
            guard let base = cells.baseAddress, start + fitting <= cells.count else { return }
            let target = base + start
            for index in 0..<fitting { target[index] = Cell(bits: bits | UInt64(text[index])) }
        }
        x += fitting
        if x > rows[y].used { rows[y].used = Int32(x) }
        return fitting
    }
}
