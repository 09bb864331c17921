/// One of the two screens: its rows, and what belongs to it alone.
struct ScreenBuffer: Sendable {
    /// A row's place in `cells`. Rows change places by changing these.
    struct Row: Sendable {
        var start: Int32
        /// As wide as the screen; on the alternate screen wider, when the screen became narrower since.
        var length: Int32
        /// Cells from here on are blank, so that no work is done for the empty part of a row.
        var used: Int32
        /// It is the continuation of the row above.
        var isWrapped: Bool
    }

    private(set) var columns: Int
    private(set) var height: Int
    /// `height` places of `pitch` cells. None while the alternate screen is not shown.
    var cells: [Cell] = []
    var rows: [Row] = []
    private var pitch = 0

    /// The cursor. `x` is `columns` when the next character wraps.
    var x = 0
    var y = 0
    /// The scroll region, both rows included.
    var top = 0
    var bottom: Int
    var saved = SavedCursor()
    var tabs: TabStops
    var scrollback: Scrollback

    init(columns: Int, rows height: Int, scrollback: Scrollback, isFilled: Bool) {
        self.columns = columns
        self.height = height
        self.scrollback = scrollback
        bottom = height - 1
        tabs = TabStops(columns: columns)
        if isFilled { fillRows(with: .blank) }
    }

    var memoryBytes: Int {
        cells.capacity * MemoryLayout<Cell>.stride + rows.capacity * MemoryLayout<Row>.stride + scrollback.memoryBytes
    }

    /// The lines above the screen; the screen's first row has this number among all lines.
    var base: Int { scrollback.count }

    /// Gives a screen without rows blank ones.
    mutating func fillRows(with blank: Cell) {
        guard rows.isEmpty else { return }
        setRows((0..<height).map { _ in ScreenLine(isWrapped: false, length: columns, fill: blank) })
    }

    /// What becomes of the alternate screen when it is left. Its saved cursor stays.
    mutating func clear() {
        cells = []
        rows = []
        (x, y, top, bottom) = (0, 0, 0, height - 1)
        tabs = TabStops(columns: columns)
    }

    /// Replaces all rows, of which there are `height` then.
    mutating func setRows(_ lines: some Collection<ScreenLine>) {
        pitch = max(columns, lines.map(\.length).max() ?? 0)
        cells = [Cell](repeating: .blank, count: pitch * lines.count)
        rows = []
        for (index, line) in lines.enumerated() {
            let start = index * pitch
            for (column, cell) in line.cells.enumerated() { cells[start + column] = cell }
            rows.append(
                Row(
                    start: Int32(start), length: Int32(line.length), used: Int32(line.cells.count),
                    isWrapped: line.isWrapped))
        }
    }

    /// A row by itself, without the blank cells at its end.
    func line(_ y: Int) -> ScreenLine {
        let row = rows[y]
        var used = Int(row.used)
        while used > 0, cells[Int(row.start) + used - 1] == .blank { used -= 1 }
        return ScreenLine(
            isWrapped: row.isWrapped, length: Int(row.length),
            cells: Array(cells[Int(row.start)..<Int(row.start) + used]))
    }

    /// Only what the grid is told; the rows are for `Reflow`.
    mutating func setSize(columns: Int, rows: Int) {
        self.columns = columns
        height = rows
    }

    // MARK: scrolling

    /// Moves the region up by one row. What leaves the normal screen at its very top becomes scrollback.
    mutating func scroll(blank: Cell, isWrapped: Bool, tables: CellTables) {
        if top == 0, scrollback.maximumLines > 0 { keepTopRow(tables) }
        rotateUp(from: top, through: bottom)
        clearRow(bottom, blank: blank, isWrapped: isWrapped)
    }

    private mutating func keepTopRow(_ tables: CellTables) {
        let row = rows[0]
        let forgotten = cells.withUnsafeBufferPointer { buffer in
            let cells = UnsafeBufferPointer(
                rebasing: buffer[Int(row.start)..<Int(row.start + min(row.used, row.length))])
            return scrollback.append(cells, isWrapped: row.isWrapped, tables: tables)
        }
        // xterm.js has no bound in bytes: a saved place keeps its distance to the screen.
        if forgotten > 0 { saved.line = max(saved.line - forgotten, 0) }
    }

    /// The first of the rows becomes the last, with what is in it.
    @inline(__always)
    mutating func rotateUp(from first: Int, through last: Int) {
        guard first < last else { return }
        rows.withUnsafeMutableBufferPointer { rows in
            guard let base = rows.baseAddress, last < rows.count else { return }
            let row = base[first]
            (base + first).update(from: base + first + 1, count: last - first)
            base[last] = row
        }
    }

    /// The last of the rows becomes the first, with what is in it.
    mutating func rotateDown(from first: Int, through last: Int) {
        guard first < last else { return }
        rows.withUnsafeMutableBufferPointer { rows in
            guard let base = rows.baseAddress, last < rows.count else { return }
            let row = base[last]
            (base + first + 1).update(from: base + first, count: last - first)
            base[first] = row
        }
    }

    /// Makes a row new: as wide as the screen, blank.
    mutating func clearRow(_ y: Int, blank: Cell, isWrapped: Bool) {
        let start = Int(rows[y].start)
        let isStandard = blank == .blank
        let dirty = isStandard ? min(Int(rows[y].used), pitch) : columns
        cells.withUnsafeMutableBufferPointer { cells in
            for index in start..<start + dirty { cells[index] = blank }
        }
        // What lay behind the last column of a wider row is out of reach from now on, but a wider screen shows it.
        if isStandard == false, Int(rows[y].used) > columns {
            for index in start + columns..<start + Int(rows[y].used) { cells[index] = .blank }
        }
        rows[y] = Row(
            start: Int32(start), length: Int32(columns), used: isStandard ? 0 : Int32(columns), isWrapped: isWrapped)
    }
}
