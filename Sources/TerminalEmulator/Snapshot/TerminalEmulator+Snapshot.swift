/// Bytes that put a new xterm.js of the same size into the state of this terminal.
extension TerminalEmulator {
    /// The state as terminal output: screens, scrollback, cursor, modes, and last whatever of a control sequence or
    /// character has come so far, so that the stream goes on behind it.
    ///
    /// The visible screen comes first. Nothing in it asks the reader for an answer, but focus reports are switched on
    /// when a program has them on: the reader must not send what it produces while it reads a snapshot.
    ///
    /// - Parameter limitBytes: of scrollback the newest lines that fit. The screens always come whole.
    public func snapshot(limitBytes: Int) -> [UInt8] {
        var writer = SnapshotWriter(tables: tables, columns: columns)
        writer.put("\u{18}\u{1B}c")
        writer.csi("?25h")
        writer.csi("20l")
        writeTitles(&writer)
        writePalette(&writer)
        if !isAlternate, parked.saved != SavedCursor() {
            writer.csi("?47h")
            writeSavedCursor(parked, &writer)
            writer.csi("?47l")
        }
        writeScreen(normalBuffer, limitBytes: limitBytes, &writer)
        writeSettings(normalBuffer, &writer)
        if isAlternate {
            writer.moveTo(column: 0, row: parked.y)
            writer.csi("?47h")
            writeRows(screen, &writer)
            writeSettings(screen, &writer)
        }
        writer.savedCursorIsFree = false
        writeModes(&writer)
        if lastWidth > 0 || charsetIsRestored {
            writeCharsets(&writer)
            writeCursor(&writer, in: charsets.current)
        } else {
            // A character set leaves the cursor where it is, and characters are easier to print without.
            writeCursor(&writer, in: .ascii)
            writeCharsets(&writer)
        }
        writer.bytes += parser.unfinished
        return writer.bytes
    }

    private func writeTitles(_ writer: inout SnapshotWriter) {
        for title in titles.stacked {
            writer.osc("2;", title)
            writer.csi("22;2t")
        }
        // Also when there is none: RIS leaves the title that a used terminal has.
        writer.osc("2;", titles.current)
    }

    private func writePalette(_ writer: inout SnapshotWriter) {
        for (index, color) in palette.changed.sorted(by: { $0.key < $1.key }) {
            let name = index < Palette.foreground ? "4;\(index)" : "\(10 + index - Palette.foreground)"
            writer.osc("\(name);\(color.hexadecimal)")
        }
    }

    // MARK: one screen

    private func writeScreen(_ buffer: ScreenBuffer, limitBytes: Int, _ writer: inout SnapshotWriter) {
        guard rows >= SnapshotHistory.regionRows + 1, buffer.scrollback.count > 0 else {
            if buffer.scrollback.count > 0 {
                SnapshotHistory.write(buffer, top: rows, limitBytes: limitBytes, &writer)
            } else {
                writeRows(buffer, &writer)
            }
            return
        }
        writeRows(buffer, &writer)
        SnapshotHistory.write(buffer, top: SnapshotHistory.regionRows, limitBytes: limitBytes, &writer)
    }

    /// All rows, each at its place.
    private func writeRows(_ buffer: ScreenBuffer, _ writer: inout SnapshotWriter) {
        let lines = buffer.rows.indices.map { y in
            var line = buffer.line(y)
            line.resize(columns)
            return line
        }
        if rows > 1, buffer.scrollback.count == 0, lines.first?.isWrapped == true { writer.markFirstRowWrapped() }
        var follows = false
        for (row, line) in lines.enumerated() {
            if !follows {
                guard !line.cells.isEmpty || (row + 1 < rows && lines[row + 1].isWrapped) else { continue }
                writer.moveTo(column: 0, row: row)
            }
            let next = row + 1 < rows && lines[row + 1].isWrapped ? lines[row + 1].cells[...] : nil
            let cells = writer.withoutLeftover(line.cells[...], next: next)
            let isAtEnd = writer.writeRow(cells)
            follows = false
            guard let next else {
                writer.mendLastColumn(line.cells[...], at: row)
                continue
            }
            follows = writer.wrapsByItself(line.cells[...], next, isAtEnd: isAtEnd, scrolls: false)
            if follows { continue }
            writer.markWrapped(after: row, line.cells[...], isAtEnd: isAtEnd, scrolls: false)
        }
        writer.setStyle(.standard)
    }

    /// What a screen has for itself beside its rows.
    private func writeSettings(_ buffer: ScreenBuffer, _ writer: inout SnapshotWriter) {
        let stops = buffer.tabs.columns(below: columns)
        if stops != TabStops(columns: columns).columns(below: columns) {
            writer.csi("3g")
            for stop in stops {
                writer.moveTo(column: stop)
                writer.put("\u{1B}H")
            }
        }
        writeSavedCursor(buffer, &writer)
        if buffer.top != 0 || buffer.bottom != rows - 1 { writer.csi("\(buffer.top + 1);\(buffer.bottom + 1)r") }
    }

    private func writeSavedCursor(_ buffer: ScreenBuffer, _ writer: inout SnapshotWriter) {
        let saved = buffer.saved
        // Never saved is not the same as saved: the place is that of the oldest line then.
        guard saved != SavedCursor() || writer.savedCursorWasUsed else { return }
        writer.savedCursorWasUsed = false
        moveToSaved(buffer, &writer)
        if saved.charset != .ascii { writer.put("\u{1B}(\(Character(Unicode.Scalar(saved.charset.final)))") }
        save(TextStyle(foreground: saved.foreground, background: saved.background, flags: saved.flags), &writer)
        if saved.charset != .ascii { writer.put("\u{1B}(B") }
        writer.setStyle(.standard)
    }

    func moveToSaved(_ buffer: ScreenBuffer, _ writer: inout SnapshotWriter) {
        let row = (0...rows - 1).clamping(buffer.saved.line - buffer.base)
        writer.moveTo(column: min(buffer.saved.x, columns - 1), row: row)
    }

    /// DECSC with the colours and flags of a style.
    func save(_ style: TextStyle, _ writer: inout SnapshotWriter) {
        let isOfLink = style.flags.contains(.extended) && !style.flags.contains(.underlined)
        writer.setStyle(TextStyle(foreground: style.foreground, background: style.background, flags: style.flags))
        if isOfLink { writer.osc("8;;\(Self.anyLink)") }
        writer.put("\u{1B}7")
        if isOfLink { writer.osc("8;;") }
    }

    /// That there was a link is saved with the cursor, but not which.
    private static let anyLink = "about:blank"

    // MARK: what both have in common

    private func writeModes(_ writer: inout SnapshotWriter) {
        let switched: [(Bool, String)] = [
            (modes.applicationCursorKeys, "?1h"), (modes.applicationKeypad, "?66h"),
            (modes.bracketedPaste, "?2004h"), (modes.reverseWraparound, "?45h"), (modes.sendFocus, "?1004h"),
            (!modes.wraparound, "?7l"), (!modes.cursorIsVisible, "?25l"), (modes.newLine, "20h"),
            (modes.mouseTracking == .x10, "?9h"), (modes.mouseTracking == .vt200, "?1000h"),
            (modes.mouseTracking == .drag, "?1002h"), (modes.mouseTracking == .any, "?1003h"),
            (modes.mouseEncoding == .sgr, "?1006h"), (modes.mouseEncoding == .sgrPixels, "?1016h"),
            (modes.origin, "?6h"),
        ]
        for (isSet, sequence) in switched where isSet { writer.csi(sequence) }
        let blinks = modes.cursorBlinks ?? false
        switch modes.cursorShape {
        case .block: writer.csi(blinks ? "1 q" : "2 q")
        case .underline: writer.csi(blinks ? "3 q" : "4 q")
        case .bar: writer.csi(blinks ? "5 q" : "6 q")
        case nil: if modes.cursorBlinks != nil { writer.csi(blinks ? "?12h" : "?12l") }
        }
    }
}
