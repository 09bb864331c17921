/// Another size, as xterm.js 5.5 takes it (not on Windows): rows first, then the normal screen's lines are wrapped
/// anew.
extension TerminalEmulator {
    /// Gives both screens another size. What lies outside of `EmulatorLimits` is brought to the nearest.
    public mutating func resize(columns newColumns: Int, rows newRows: Int) {
        let newColumns = EmulatorLimits.columns.clamping(newColumns)
        let newRows = EmulatorLimits.rows.clamping(newRows)
        guard newColumns != columns || newRows != rows else { return }
        if isAlternate { swap(&screen, &parked) }
        resizeNormal(columns: newColumns, rows: newRows)
        resizeAlternate(columns: newColumns, rows: newRows)
        screen.tabs.extend(to: newColumns)
        parked.tabs.extend(to: newColumns)
        if isAlternate { swap(&screen, &parked) }
        columns = newColumns
        rows = newRows
        sweepTables()
    }

    private mutating func resizeNormal(columns newColumns: Int, rows newRows: Int) {
        var lines = (0..<rows).map { screen.line($0) }
        if columns < newColumns {
            for index in lines.indices { lines[index].resize(newColumns) }
        }
        fit(&lines, columns: newColumns, rows: newRows)
        if newColumns != columns {
            rewrap(&lines, columns: newColumns, rows: newRows)
            for index in lines.indices { lines[index].resize(newColumns) }
        }
        screen.setSize(columns: newColumns, rows: newRows)
        screen.setRows(lines)
        screen.y = min(max(screen.y, 0), newRows - 1)
    }

    /// More rows: the newest lines come back from the scrollback when the cursor is in the last row, else there are
    /// blank ones below. Fewer: rows below the cursor go, then the first ones become scrollback.
    private mutating func fit(_ lines: inout [ScreenLine], columns newColumns: Int, rows newRows: Int) {
        var risen = 0
        while lines.count < newRows {
            if screen.scrollback.count > 0, lines.count <= screen.y + risen + 1 {
                var cells: [Cell] = []
                let isWrapped = screen.scrollback.popNewest(tables: &tables, into: &cells)
                let length = max(columns, newColumns)
                lines.insert(ScreenLine(isWrapped: isWrapped, length: length, cells: cells), at: 0)
                risen += 1
            } else {
                lines.append(ScreenLine(isWrapped: false, length: newColumns, cells: []))
            }
        }
        while lines.count > newRows {
            if lines.count > screen.y + 1 {
                lines.removeLast()
            } else {
                let first = lines.removeFirst()
                let before = screen.scrollback.count
                _ = first.cells.withUnsafeBufferPointer {
                    screen.scrollback.append($0, isWrapped: first.isWrapped, tables: tables)
                }
                screen.saved.line = max(screen.saved.line - (before + 1 - screen.scrollback.count), 0)
            }
        }
        screen.x = min(screen.x, newColumns - 1)
        screen.y = min(screen.y, newRows - 1) + risen
        screen.saved.x = min(screen.saved.x, newColumns - 1)
        screen.top = 0
        screen.bottom = newRows - 1
    }

    private mutating func rewrap(_ lines: inout [ScreenLine], columns newColumns: Int, rows newRows: Int) {
        var all: [ScreenLine] = []
        all.reserveCapacity(screen.scrollback.count + lines.count)
        // A copy, which is one of references only, because the tables change while it is read.
        let packed = screen.scrollback
        var cells: [Cell] = []
        packed.forEach { line in
            let isWrapped = PackedLine.unpack(line, tables: &tables, into: &cells)
            all.append(ScreenLine(isWrapped: isWrapped, length: max(columns, newColumns), cells: cells))
        }
        let base = all.count
        all += lines
        var reflow = Reflow(
            lines: all, base: base, y: screen.y, savedLine: screen.saved.line, columns: columns,
            newColumns: newColumns, newRows: newRows, maximumLines: newRows + screen.scrollback.maximumLines)
        all = []
        lines = []
        reflow.run()
        screen.y = reflow.y
        screen.saved.line = reflow.savedLine
        var kept = Scrollback(
            maximumLines: screen.scrollback.maximumLines, maximumBytes: screen.scrollback.maximumBytes)
        var forgotten = 0
        for index in 0..<min(reflow.base, reflow.lines.count) {
            reflow.lines[index].resize(newColumns)
            forgotten += reflow.lines[index].cells.withUnsafeBufferPointer {
                kept.append($0, isWrapped: reflow.lines[index].isWrapped, tables: tables)
            }
        }
        screen.saved.line = max(screen.saved.line - forgotten, 0)
        screen.scrollback = kept
        lines = Array(reflow.lines.dropFirst(reflow.base).prefix(newRows))
        while lines.count < newRows { lines.append(ScreenLine(isWrapped: false, length: newColumns, cells: [])) }
    }

    /// The alternate screen is not wrapped anew: rows keep what no longer fits, and show it when they are wide again.
    private mutating func resizeAlternate(columns newColumns: Int, rows newRows: Int) {
        guard !parked.rows.isEmpty else {
            parked.setSize(columns: newColumns, rows: newRows)
            parked.bottom = newRows - 1
            return
        }
        var lines = (0..<rows).map { parked.line($0) }
        if columns < newColumns {
            for index in lines.indices { lines[index].resize(newColumns) }
        }
        while lines.count < newRows { lines.append(ScreenLine(isWrapped: false, length: newColumns, cells: [])) }
        while lines.count > newRows {
            if lines.count > parked.y + 1 {
                lines.removeLast()
            } else {
                lines.removeFirst()
                parked.saved.line = max(parked.saved.line - 1, 0)
            }
        }
        parked.x = min(parked.x, newColumns - 1)
        parked.y = min(parked.y, newRows - 1)
        parked.saved.x = min(parked.saved.x, newColumns - 1)
        parked.top = 0
        parked.bottom = newRows - 1
        parked.setSize(columns: newColumns, rows: newRows)
        parked.setRows(lines)
    }
}
