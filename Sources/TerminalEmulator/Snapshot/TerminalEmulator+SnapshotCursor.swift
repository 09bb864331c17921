/// The last part of a snapshot: where the cursor is, and in what it writes.
extension TerminalEmulator {
    func writeCharsets(_ writer: inout SnapshotWriter) {
        for (level, introducer) in ["(", ")", "*", "+"].enumerated() where charsets.designated[level] != .ascii {
            writer.put("\u{1B}\(introducer)\(Character(Unicode.Scalar(charsets.designated[level].final)))")
        }
        switch charsets.level {
        case 1: writer.put("\u{0E}")
        case 2: writer.put("\u{1B}n")
        case 3: writer.put("\u{1B}o")
        default: break
        }
        if charsetIsRestored {
            writer.put("\u{1B}8")
            writer.assumeStyle(
                TextStyle(
                    foreground: screen.saved.foreground, background: screen.saved.background,
                    flags: screen.saved.flags))
        }
    }

    /// Only a restored cursor brings a set that is not the one invoked.
    var charsetIsRestored: Bool {
        charsets.current != charsets.designated[charsets.level] && screen.saved.charset == charsets.current
    }

    /// Cursor, style and insert mode; and, as the last thing before the stream goes on, the character that a
    /// combining one or REP may still refer to. Characters are printed in the set that the reader is in.
    func writeCursor(_ writer: inout SnapshotWriter, in set: Charset) {
        let row = screen.y - (modes.origin ? screen.top : 0)
        writeRestoredPen(&writer)
        var pen = style.normalized
        // Has no effect now, but has as soon as something is underlined.
        pen.underlineColor = style.underlineColor
        if penIsRestored { pen = style }
        if lastWidth > 0, let start = reprintable(endingAt: screen.x, width: lastWidth, in: set),
            tables.styles[start.cell.style] == style.normalized
        {
            writer.moveTo(column: start.column, row: row)
            writer.setStyle(pen)
            if modes.insert {
                writer.csi("\(lastWidth)P")
                writer.csi("4h")
            }
            reprint(start.cell, &writer, in: set)
            return
        }
        if screen.x >= columns {
            let width = screen.cell(screen.y, columns - 1).width == 0 ? 2 : 1
            if let start = reprintable(endingAt: columns, width: width, in: set) {
                writer.moveTo(column: start.column, row: row)
                writer.setStyle(number: start.cell.style)
                reprint(start.cell, &writer, in: set)
            } else if screen.cell(screen.y, columns - 1).isLoneMark {
                writer.moveTo(column: columns - 1, row: row)
                writer.setStyle(number: screen.cell(screen.y, columns - 1).style)
                writer.moveTo(column: columns - 1, row: row)
                writer.print(screen.cell(screen.y, columns - 1).content)
            } else if isAlternate {
                // It was erased while the cursor waited behind it, and a space is the next best.
                writer.moveTo(column: columns - 1, row: row)
                writer.setStyle(number: screen.cell(screen.y, columns - 1).style)
                writer.put(" ")
            } else {
                // The other screen lends its last column: the cursor keeps its place when screens are switched.
                writer.csi("?47h")
                writer.moveTo(column: columns - 1, row: screen.y)
                writer.put(" ")
                writer.csi("?47l")
            }
            // A string terminator that ends nothing: no combining character joins what was printed, and REP repeats
            // nothing, while the cursor stays behind the last column.
            writer.put("\u{1B}\\")
        } else {
            writer.moveTo(column: screen.x, row: row)
        }
        if modes.insert { writer.csi("4h") }
        writer.setStyle(pen)
    }

    /// A restored cursor brings flags back, but not what they say of underline and link. Only restoring it again gives
    /// a pen where the two do not go together.
    private var penIsRestored: Bool {
        let isConsistent =
            style.flags.contains(.underlined) == (style.underline != .none)
            && style.flags.contains(.extended) == (style.underline != .none || style.link != 0)
        return !isConsistent && (savedIsPen || !isAlternate)
    }

    /// Whether DECRC would leave the pen as it is.
    private var savedIsPen: Bool {
        let saved = screen.saved
        return saved.foreground == style.foreground && saved.background == style.background
            && saved.flags == style.flags && saved.charset == charsets.current
    }

    private func writeRestoredPen(_ writer: inout SnapshotWriter) {
        guard penIsRestored else { return }
        var object = TextStyle(underlineColor: style.underlineColor, underline: style.underline, link: style.link)
        if style.underline != .none { object.flags = [.underlined] }
        object.updateExtended()
        if savedIsPen {
            writer.setStyle(object)
            writer.put("\u{1B}8")
        } else {
            // The alternate screen has a place of its own to save at, and nobody restores from it but a program that
            // has saved there before.
            writer.csi("?47h")
            moveToSaved(parked, &writer)
            save(style, &writer)
            writer.setStyle(object)
            writer.put("\u{1B}8")
            writer.csi("?47l")
        }
        writer.assumeStyle(style)
    }

    /// The cell before a column, if its characters can be printed again.
    private func reprintable(endingAt end: Int, width: Int, in set: Charset) -> (cell: Cell, column: Int)? {
        let column = end - width
        guard column >= 0 else { return nil }
        let cell = screen.cell(screen.y, column)
        guard cell.hasContent, cell.width == width else { return nil }
        var scalars: [UInt32] = []
        tables.forEachScalar(of: cell.content) { scalars.append($0) }
        guard let first = scalars.first, CharacterWidth.of(first) == width,
            set.code(showing: first) != nil
        else { return nil }
        return (cell, column)
    }

    private func reprint(_ cell: Cell, _ writer: inout SnapshotWriter, in set: Charset) {
        var isFirst = true
        tables.forEachScalar(of: cell.content) { scalar in
            writer.bytes.appendUTF8(isFirst ? set.code(showing: scalar) ?? scalar : scalar)
            isFirst = false
        }
    }
}
