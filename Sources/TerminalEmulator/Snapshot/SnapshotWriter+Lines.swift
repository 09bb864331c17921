/// Lines one after the other, each with the mark of whether it continues the one before.
extension SnapshotWriter {
    /// Whether the first character of `next` goes to the next row by itself after `line` was printed, and leaves
    /// there what `next` has.
    func wrapsByItself(
        _ line: ArraySlice<Cell>, _ next: ArraySlice<Cell>, isAtEnd: Bool, scrolls: Bool
    ) -> Bool {
        guard let first = next.first, first.hasContent, first.width > 0 else { return false }
        // A row that comes up by scrolling has the background of the character that wraps.
        let style = tables.styles[first.style]
        guard !scrolls || style.background == .standard else { return false }
        // Takes sequences that the cursor does not wait behind the last column for.
        guard !style.isUnderlinedByNothing else { return false }
        if isAtEnd { return true }
        // A wide character did not fit, and left the last column empty in its own style.
        let last = line.count == columns ? line.last : line.count < columns ? Cell.blank : nil
        guard first.width == 2, line.count >= columns - 1, let last else { return false }
        return !last.hasContent && last.width == 1 && last.style == first.style
    }

    /// The row that is left, without the cell that the next row's first character leaves there by itself.
    func withoutLeftover(_ line: ArraySlice<Cell>, next: ArraySlice<Cell>?) -> ArraySlice<Cell> {
        guard let next, line.count == columns, let last = line.last, !last.hasContent, last.width == 1,
            let first = next.first, first.width == 2, first.hasContent, first.style == last.style
        else { return line }
        return line.dropLast()
    }

    /// Makes the row after `row` the continuation of it, where this does not come about by itself; `line` is what
    /// `row` has, which goes one up when the region scrolls. The cursor ends in the first column of the next row, which
    /// is blank there.
    mutating func markWrapped(after row: Int, _ line: ArraySlice<Cell>, isAtEnd: Bool, scrolls: Bool) {
        setBackground(.standard)
        let next = scrolls ? row : row + 1
        if !isAtEnd {
            moveTo(column: columns - 1, row: row)
            put(" ")
        }
        put(" ")
        csi("1K")
        if !isAtEnd {
            moveTo(column: columns - 1, row: next - 1)
            if line.count == columns, let last = line.last {
                setBackground(tables.styles[last.style].background)
            }
            csi("X")
            mendLastColumn(line, at: next - 1)
            setBackground(.standard)
        }
        moveTo(column: 0, row: next)
    }

    /// Makes the first row the continuation of a line that is no longer there: it is the second one until the first
    /// is deleted.
    mutating func markFirstRowWrapped() {
        moveTo(column: columns - 1, row: 0)
        put("  ")
        csi("1K")
        moveTo(column: 0, row: 0)
        csi("M")
    }
}
