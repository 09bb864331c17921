/// A row's cells as what has to be printed into a blank row so that it looks the same, down to which cells are empty.
extension SnapshotWriter {
    /// The row, up to its last cell that is not blank. The cursor is in the row's first column, or at the end of the
    /// row before, from where the first character wraps.
    ///
    /// - Returns: whether the last column was printed in, so that the next character wraps.
    mutating func writeRow(_ cells: ArraySlice<Cell>) -> Bool {
        let cells = Array(cells)
        var column = 0
        var isAtEnd = false
        while column < cells.count {
            let cell = cells[column]
            isAtEnd = false
            if isPrintable(cells, column) {
                setStyle(number: cell.style)
                print(cell.content)
                column += cell.width
                isAtEnd = column >= columns
            } else if cell.isLoneMark {
                // A combining character on its own: it must not find a character to join.
                setStyle(number: cell.style)
                moveTo(column: column)
                print(cell.content)
                column += 1
                isAtEnd = column >= columns
            } else {
                var end = column + 1
                while end < cells.count, cells[end] == cell { end += 1 }
                writeEmpty(cell, from: column, to: end)
                column = end
            }
        }
        return isAtEnd
    }

    /// Whether printing the cell's characters gives the cell, with its right half if it is wide.
    private func isPrintable(_ cells: [Cell], _ column: Int) -> Bool {
        let cell = cells[column]
        guard cell.hasContent else { return false }
        if cell.content < 0x300 { return cell.width == 1 }
        var first: UInt32 = 0
        tables.forEachScalar(of: cell.content) { if first == 0 { first = $0 } }
        guard cell.width > 0, CharacterWidth.of(first) == cell.width else { return false }
        guard cell.width == 2 else { return true }
        return column + 1 < cells.count && cells[column + 1].width == 0 && !cells[column + 1].hasContent
    }

    /// Cells that nothing was printed in, or that cannot be printed: all look the same.
    private mutating func writeEmpty(_ cell: Cell, from start: Int, to end: Int) {
        let style = tables.styles[cell.style]
        if style == style.erased {
            if style != .standard {
                setStyle(style)
                csi(end - start == 1 ? "X" : "\(end - start)X")
            }
            csi(end - start == 1 ? "C" : "\(end - start)C")
            return
        }
        // An empty cell in a style that erasing does not leave: it once was half of a wide character. The last column
        // is mended afterwards.
        for column in start..<min(end, columns - 1) {
            moveTo(column: column)
            put(Self.wideSpace)
            moveTo(column: column + 1)
            setStyle(style)
            put(" ")
            // What comes next finds a blank cell.
            setBackground(.standard)
            moveTo(column: column + 1)
            csi("X")
        }
    }

    /// Whether the last column is empty in a style that erasing does not leave. `writeRow` leaves it out.
    func needsMending(_ cells: ArraySlice<Cell>) -> Bool {
        guard cells.count == columns, let last = cells.last, !last.hasContent, last.width == 1 else { return false }
        let style = tables.styles[last.style]
        return style != style.erased
    }

    /// Writes such a last column.
    mutating func mendLastColumn(_ row: ArraySlice<Cell>, at y: Int) {
        guard needsMending(row) else { return }
        let cells = Array(row)
        // Each step leaves the cell before to be printed again, which may be such a cell itself.
        var column: Int? = columns - 1
        while let broken = column { column = mend(cells, broken, at: y) }
    }

    /// An empty cell of any style comes about when the left half before it is printed over.
    ///
    /// - Returns: the next one to be mended.
    private mutating func mend(_ cells: [Cell], _ broken: Int, at y: Int) -> Int? {
        moveTo(column: broken - 1, row: y)
        put(Self.wideSpace)
        moveTo(column: broken - 1, row: y)
        setStyle(number: cells[broken].style)
        put(" ")
        let isWide = broken > 1 && cells[broken - 1].width == 0 && isPrintable(cells, broken - 2)
        let column = isWide ? broken - 2 : broken - 1
        let style = tables.styles[cells[column].style]
        if cells[column].isLoneMark || isPrintable(cells, column) {
            setStyle(number: cells[column].style)
            moveTo(column: column, row: y)
            print(cells[column].content)
        } else if column > 0, style != style.erased {
            return column
        } else {
            setBackground(style.background)
            moveTo(column: column, row: y)
            csi("X")
        }
        return nil
    }

    /// Takes two columns.
    private static let wideSpace = "\u{3000}"
}
