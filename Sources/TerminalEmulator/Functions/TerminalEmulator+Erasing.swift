/// Erasing, and shifting within rows.
extension TerminalEmulator {
    /// ED, and with `isSelective` DECSED.
    mutating func eraseInDisplay(_ what: Int, isSelective: Bool) {
        restrictCursor(last: columns)
        refreshPen()
        let y = screen.y
        switch what {
        case 0:
            erase(y, from: screen.x, to: columns, isSelective: isSelective)
            if screen.x == 0 { screen.rows[y].isWrapped = false }
            for row in (y + 1)..<max(rows, y + 1) { eraseRow(row, isSelective: isSelective) }
        case 1:
            erase(y, from: 0, to: screen.x + 1, isSelective: isSelective)
            screen.rows[y].isWrapped = false
            if screen.x + 1 >= columns { unwrapLine(y + 1) }
            for row in 0..<y { eraseRow(row, isSelective: isSelective) }
        case 2:
            for row in 0..<rows { eraseRow(row, isSelective: isSelective) }
        case 3:
            screen.scrollback.removeAll()
        default: break
        }
    }

    /// xterm.js counts from the oldest line here where it means the screen's first row. Followed, as the mark decides
    /// how text is wrapped when the width changes; but where there is no such line, xterm.js throws.
    private mutating func unwrapLine(_ line: Int) {
        if line < screen.base {
            screen.scrollback.setWrapped(false, line: line)
        } else if line - screen.base < rows {
            screen.rows[line - screen.base].isWrapped = false
        }
    }

    /// EL, and with `isSelective` DECSEL.
    mutating func eraseInLine(_ what: Int, isSelective: Bool) {
        restrictCursor(last: columns)
        refreshPen()
        switch what {
        case 0:
            erase(screen.y, from: screen.x, to: columns, isSelective: isSelective)
            if screen.x == 0 { screen.rows[screen.y].isWrapped = false }
        case 1:
            erase(screen.y, from: 0, to: screen.x + 1, isSelective: isSelective)
        case 2:
            erase(screen.y, from: 0, to: columns, isSelective: isSelective)
            screen.rows[screen.y].isWrapped = false
        default: break
        }
    }

    /// ECH.
    mutating func eraseCharacters(_ count: Int) {
        restrictCursor()
        refreshPen()
        screen.replaceCells(screen.y, from: screen.x, to: screen.x + count, fill: erasePen)
    }

    /// ICH.
    mutating func insertCharacters(_ count: Int) {
        restrictCursor()
        refreshPen()
        screen.insertCells(screen.y, at: screen.x, count: count, fill: erasePen)
    }

    /// DCH.
    mutating func deleteCharacters(_ count: Int) {
        restrictCursor()
        refreshPen()
        screen.deleteCells(screen.y, at: screen.x, count: count, fill: erasePen)
    }

    /// SL, SR, DECIC and DECDC: columns of the whole region, from `column` on.
    mutating func shiftColumns(at column: Int, count: Int, isInsertion: Bool) {
        guard (screen.top...screen.bottom).contains(screen.y) else { return }
        refreshPen()
        for row in screen.top...screen.bottom {
            if isInsertion {
                screen.insertCells(row, at: column, count: count, fill: erasePen)
            } else {
                screen.deleteCells(row, at: column, count: count, fill: erasePen)
            }
            screen.rows[row].isWrapped = false
        }
    }

    /// DECALN: the screen full of E.
    mutating func alignmentPattern() {
        setCursor(0, 0)
        var plain = style
        // Only what DECSC would keep.
        plain.underline = .none
        plain.underlineColor = .standard
        plain.link = 0
        if tables.styles.isDue { sweepTables() }
        let fill = Cell(content: 0x45, width: 1, style: tables.styles.intern(plain.normalized))
        // With origin mode xterm.js leaves out what is above the region, but not on a screen without scrollback.
        for row in (screen.scrollback.maximumLines == 0 ? 0 : screen.y)..<rows {
            screen.fillRow(row, fill)
            screen.rows[row].isWrapped = false
        }
        setCursor(0, 0)
    }

    private mutating func erase(_ row: Int, from start: Int, to end: Int, isSelective: Bool) {
        if isSelective {
            screen.replaceUnprotected(row, from: start, to: end, fill: erasePen, styles: tables.styles)
        } else {
            screen.replaceCells(row, from: start, to: end, fill: erasePen)
        }
    }

    private mutating func eraseRow(_ row: Int, isSelective: Bool) {
        if isSelective {
            // The whole row, without a look at wide characters at its ends.
            let length = Int(screen.rows[row].length)
            for column in 0..<length
            where !tables.styles[screen.cell(row, column).style].flags.contains(.protected) {
                screen.setCell(row, column, erasePen)
            }
        } else {
            screen.fillRow(row, erasePen)
        }
        screen.rows[row].isWrapped = false
    }
}
