/// Line feeds and their like (ECMA-48 8.3, DEC STD 070).
extension TerminalEmulator {
    @inline(__always)
    mutating func carriageReturn() {
        screen.x = 0
        lastWidth = 0
    }

    /// LF, VT and FF.
    @inline(__always)
    mutating func lineFeed() {
        lastWidth = 0
        if modes.newLine { screen.x = 0 }
        screen.y += 1
        if screen.y == screen.bottom + 1 {
            screen.y -= 1
            refreshPen()
            screen.scroll(blank: erasePen, isWrapped: false, tables: tables)
        } else if screen.y >= rows {
            screen.y = rows - 1
        } else {
            // Whoever moves on by a line feed does not continue the line above.
            screen.rows[screen.y].isWrapped = false
        }
        if screen.x >= columns { screen.x -= 1 }
    }

    /// IND.
    mutating func index() {
        restrictCursor()
        screen.y += 1
        if screen.y == screen.bottom + 1 {
            screen.y -= 1
            refreshPen()
            screen.scroll(blank: erasePen, isWrapped: false, tables: tables)
        } else if screen.y >= rows {
            screen.y = rows - 1
        }
        restrictCursor()
    }

    /// NEL.
    mutating func nextLine() {
        screen.x = 0
        index()
    }

    /// RI.
    mutating func reverseIndex() {
        restrictCursor()
        if screen.y == screen.top {
            refreshPen()
            screen.rotateDown(from: screen.top, through: screen.bottom)
            screen.clearRow(screen.top, blank: erasePen, isWrapped: false)
        } else {
            screen.y -= 1
            restrictCursor()
        }
    }

    /// IL: rows go down from the cursor on, and out of the region at its bottom.
    mutating func insertLines(_ count: Int) {
        restrictCursor()
        guard (screen.top...screen.bottom).contains(screen.y) else { return }
        scrollRowsDown(from: screen.y, count: count, isErased: true)
        screen.x = 0
    }

    /// DL.
    mutating func deleteLines(_ count: Int) {
        restrictCursor()
        guard (screen.top...screen.bottom).contains(screen.y) else { return }
        scrollRowsUp(from: screen.y, count: count)
        screen.x = 0
    }

    /// SU. What leaves the screen is gone: only line feeds make scrollback, in xterm.js.
    mutating func scrollUp(_ count: Int) { scrollRowsUp(from: screen.top, count: count) }

    /// SD. The new rows have the default background, in xterm.js.
    mutating func scrollDown(_ count: Int) { scrollRowsDown(from: screen.top, count: count, isErased: false) }

    private mutating func scrollRowsUp(from first: Int, count: Int) {
        refreshPen()
        for _ in 0..<min(count, screen.bottom - first + 1) {
            screen.rotateUp(from: first, through: screen.bottom)
            screen.clearRow(screen.bottom, blank: erasePen, isWrapped: false)
        }
    }

    private mutating func scrollRowsDown(from first: Int, count: Int, isErased: Bool) {
        refreshPen()
        for _ in 0..<min(count, screen.bottom - first + 1) {
            screen.rotateDown(from: first, through: screen.bottom)
            screen.clearRow(first, blank: isErased ? erasePen : .blank, isWrapped: false)
        }
    }
}
