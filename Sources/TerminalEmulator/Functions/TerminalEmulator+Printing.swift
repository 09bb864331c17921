/// Characters onto the screen.
extension TerminalEmulator {
    /// Before the first character of a run: one that covers the right half of a wide character leaves no left half.
    @inline(__always)
    mutating func beginRun() {
        refreshPen()
        guard screen.x > 0, screen.cell(screen.y, screen.x - 1).width == 2 else { return }
        screen.setCell(screen.y, screen.x - 1, .blank(style: pen))
    }

    /// After the last: one that covers the left half leaves no right half.
    @inline(__always)
    mutating func endRun() {
        guard screen.x < columns else { return }
        let next = screen.cell(screen.y, screen.x)
        if next.width == 0, !next.hasContent { screen.setCell(screen.y, screen.x, .blank(style: pen)) }
    }

    /// ASCII from `start` up to a control, a byte of something else, or the end.
    ///
    /// - Returns: behind the last character that was printed.
    @inline(__always)
    mutating func printASCII(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
        var position = start
        let stop = Self.endOfASCII(start, end)
        guard charsets.current == .ascii, !modes.insert else {
            while position < stop {
                print(UInt32(position.pointee))
                position += 1
            }
            return position
        }
        while position < stop {
            position += screen.writeASCII(position, count: stop - position, style: pen)
            guard position < stop else { break }
            if modes.wraparound {
                wrap(leaving: screen.x)
            } else {
                // Each of the rest covers the one before it in the last column.
                screen.x = columns - 1
                position = stop - 1
            }
        }
        lastWidth = 1
        return stop
    }

    /// Where a run of printable ASCII ends: eight characters at a time, because long runs are what floods are made of.
    @inline(__always)
    private static func endOfASCII(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
        var position = start
        while end - position >= 8 {
            let bytes = UInt64(littleEndian: UnsafeRawPointer(position).loadUnaligned(as: UInt64.self))
            // The top bit of each byte that is below 0x20, is 0x7F, or is not ASCII. What a borrow or carry spoils is
            // above the first of these.
            let below = (bytes &- 0x2020_2020_2020_2020) & ~bytes
            let other = (bytes &+ 0x0101_0101_0101_0101) | bytes
            let stops = (below | other) & 0x8080_8080_8080_8080
            if stops != 0 { return position + stops.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < end, position.pointee &- 0x20 < 0x5F { position += 1 }
        return position
    }

    /// One character, not a control.
    mutating func print(_ scalar: UInt32) {
        let code = charsets.current == .ascii ? scalar : charsets.current.replacement(for: scalar)
        let natural = CharacterWidth.of(code)
        let joins = natural == 0 && lastWidth > 0
        let width = joins ? lastWidth : natural
        lastWidth = width

        if screen.x + (joins ? 0 : width) > columns {
            if modes.wraparound {
                wrap(leaving: screen.x)
            } else {
                screen.x = columns - 1
                if width == 2 { return }
            }
        }
        if joins, screen.x > 0 {
            join(code, width: width)
            return
        }
        if modes.insert {
            screen.insertCells(screen.y, at: screen.x, count: width, fill: .blank(style: pen))
            if screen.cell(screen.y, columns - 1).width == 2 {
                screen.setCell(screen.y, columns - 1, .blank(style: pen))
            }
        }
        screen.setCell(screen.y, screen.x, Cell(content: code, width: width, style: pen))
        screen.x += 1
        if width == 2 {
            screen.setCell(screen.y, screen.x, Cell(content: 0, width: 0, style: pen))
            screen.x += 1
        }
    }

    /// Goes on in the next row, because the character does not fit behind column `x` any more.
    private mutating func wrap(leaving x: Int) {
        refreshPen()
        // The last column stays empty when it is a wide character that did not fit.
        for column in x..<max(columns, x) { screen.setCell(screen.y, column, .blank(style: pen)) }
        screen.x = 0
        screen.y += 1
        if screen.y == screen.bottom + 1 {
            screen.y -= 1
            screen.scroll(blank: erasePen, isWrapped: true, tables: tables)
        } else {
            if screen.y >= rows { screen.y = rows - 1 }
            screen.rows[screen.y].isWrapped = true
        }
    }

    /// A combining character joins the one before the cursor.
    private mutating func join(_ mark: UInt32, width: Int) {
        let previous = screen.cell(screen.y, screen.x - 1)
        let column = screen.x - (previous.width > 0 ? 1 : 2)
        guard column >= 0 else { return }
        let cell = screen.cell(screen.y, column)
        if tables.clusters.isDue {
            sweepTables()
            refreshPen()
        }
        let content = cell.hasContent ? tables.adding(mark, to: cell.content, limit: limits.marksPerCell) : mark
        screen.setCell(screen.y, column, Cell(content: content, width: width, style: cell.style))
    }

    // MARK: REP

    /// However small the screen is, a program may repeat a character this often.
    private static let repetitions = 1_000

    /// REP, `CSI n b`: prints the last character again. The number comes from the output, so it is bounded: when the
    /// screen is full it only scrolls.
    mutating func repeatCharacter(_ count: Int) {
        guard lastWidth > 0 else { return }
        var text: [UInt32] = []
        tables.forEachScalar(of: screen.cell(screen.y, screen.x - lastWidth).content) { text.append($0) }
        guard let first = text.first else { return }
        let total = min(count, max(columns * rows, Self.repetitions))
        beginRun()
        // A character without a width, which had nothing to join before, may join the one before it now.
        let isNarrow = text.count == 1 && lastWidth == 1 && CharacterWidth.of(first) == 1
        if isNarrow, charsets.current == .ascii, !modes.insert, modes.wraparound {
            repeatNarrow(first, total)
        } else {
            for _ in 0..<total {
                for scalar in text { print(scalar) }
            }
        }
        endRun()
    }

    private mutating func repeatNarrow(_ character: UInt32, _ total: Int) {
        var left = total
        while left > 0 {
            if screen.x >= columns { wrap(leaving: screen.x) }
            left -= screen.writeRepeated(Cell(content: character, width: 1, style: pen), count: left)
        }
    }
}
