/// Cursor movement and tabs.
extension TerminalEmulator {
    /// Brings the cursor back onto the screen, or with origin mode into the region. `last` is the last column that it
    /// may stand on, or `columns` where a wrap that waits shall go on waiting.
    @inline(__always)
    mutating func restrictCursor(last: Int? = nil) {
        screen.x = min(max(screen.x, 0), last ?? columns - 1)
        screen.y =
            modes.origin ? min(max(screen.y, screen.top), screen.bottom) : min(max(screen.y, 0), rows - 1)
    }

    mutating func setCursor(_ x: Int, _ y: Int) {
        screen.x = x
        screen.y = modes.origin ? screen.top + y : y
        restrictCursor()
    }

    /// xterm.js counts from the top margin in origin mode even when it moves relatively; so a step goes further than
    /// it should as soon as there is a top margin.
    mutating func moveCursor(_ dx: Int, _ dy: Int) {
        restrictCursor()
        setCursor(screen.x + dx, screen.y + dy)
    }

    /// CUU stops at the top margin, if it comes from below it.
    mutating func cursorUp(_ count: Int) {
        let room = screen.y - screen.top
        moveCursor(0, -(room >= 0 ? min(room, count) : count))
    }

    /// CUD stops at the bottom margin, if it comes from above it.
    mutating func cursorDown(_ count: Int) {
        let room = screen.bottom - screen.y
        moveCursor(0, room >= 0 ? min(room, count) : count)
    }

    /// BS.
    mutating func backspace() {
        guard modes.reverseWraparound else {
            restrictCursor()
            if screen.x > 0 { screen.x -= 1 }
            return
        }
        restrictCursor(last: columns)
        if screen.x > 0 {
            screen.x -= 1
        } else if screen.y > screen.top, screen.y <= screen.bottom, screen.rows[screen.y].isWrapped {
            // Only back over a border that text has wrapped at, and not into the scrollback.
            screen.rows[screen.y].isWrapped = false
            screen.y -= 1
            screen.x = columns - 1
            let last = screen.cell(screen.y, screen.x)
            // A wide character did not fit in the last column.
            if last.width > 0, !last.hasContent { screen.x -= 1 }
        }
        restrictCursor()
    }

    /// HT.
    mutating func tab() {
        guard screen.x < columns else { return }
        screen.x = screen.tabs.next(after: screen.x, columns: columns)
    }

    /// CHT.
    mutating func tabForward(_ count: Int) {
        for _ in 0..<min(count, columns) { tab() }
    }

    /// CBT.
    mutating func tabBackward(_ count: Int) {
        guard screen.x < columns else { return }
        for _ in 0..<min(count, columns) { screen.x = screen.tabs.previous(before: screen.x, columns: columns) }
    }

    /// TBC.
    mutating func clearTabs(_ what: Int) {
        switch what {
        case 0: screen.tabs[screen.x] = false
        case 3: screen.tabs.clearAll()
        default: break
        }
    }

    /// DECSTBM.
    mutating func setScrollRegion() {
        let parameters = parser.parameters
        let top = parameters.count(0)
        var bottom = parameters[1]
        if parameters.count < 2 || bottom > rows || bottom == 0 { bottom = rows }
        guard bottom > top else { return }
        screen.top = top - 1
        screen.bottom = bottom - 1
        setCursor(0, 0)
    }

    /// DECSC.
    mutating func saveCursor() {
        screen.saved = SavedCursor(
            x: screen.x, line: screen.base + screen.y, foreground: style.foreground, background: style.background,
            flags: style.flags, charset: charsets.current)
    }

    /// DECRC.
    mutating func restoreCursor() {
        let saved = screen.saved
        screen.x = saved.x
        screen.y = max(saved.line - screen.base, 0)
        style.foreground = saved.foreground
        style.background = saved.background
        style.flags = saved.flags
        penIsCurrent = false
        charsets.current = saved.charset
        restrictCursor()
    }
}
