/// Both screens cell by cell, for what compares them with another terminal's.
package struct ScreenInspection {
    package struct Cell: Equatable {
        package var characters = ""
        package var width = 1
        /// Mode 0 default, 1 of 16, 2 of 256, 3 as 0xRRGGBB.
        package var foreground = Color(mode: 0, value: 0)
        package var background = Color(mode: 0, value: 0)
        /// Bold 1, dim 2, italic 4, underlined 8, blink 16, inverse 32, invisible 64, strikethrough 128, overline 256.
        package var flags = 0
        package var underline = 0
        /// 0 for that of the text, else mode and value as one number.
        package var underlineColor: UInt32 = 0
        package var link = ""
    }

    package struct Color: Equatable {
        package var mode: UInt32
        package var value: UInt32
    }

    package struct Line {
        package var isWrapped: Bool
        /// Without default cells at the end.
        package var cells: [Cell]
    }

    package var normal: [Line]
    package var alternate: [Line]
    package var tabs: [Int]
    package var scrollRegion: (top: Int, bottom: Int)
    /// One or two behind the last column when the next character wraps.
    package var cursorColumn: Int
}

extension TerminalEmulator {
    package func inspect() -> ScreenInspection {
        var tables = self.tables
        var normal: [ScreenInspection.Line] = []
        var cells: [Cell] = []
        normalBuffer.scrollback.forEach { packed in
            let isWrapped = PackedLine.unpack(packed, tables: &tables, into: &cells)
            normal.append(Self.inspect(ScreenLine(isWrapped: isWrapped, length: columns, cells: cells), tables))
        }
        for y in normalBuffer.rows.indices { normal.append(Self.inspect(normalBuffer.line(y), tables)) }
        let alternate = alternateBuffer.rows.indices.map { y in
            var line = alternateBuffer.line(y)
            line.resize(columns)
            return Self.inspect(line, tables)
        }
        return ScreenInspection(
            normal: normal, alternate: alternate, tabs: screen.tabs.columns(below: columns),
            scrollRegion: (screen.top, screen.bottom), cursorColumn: screen.x)
    }

    private static func inspect(_ line: ScreenLine, _ tables: CellTables) -> ScreenInspection.Line {
        var cells = line.cells.map { inspect($0, tables) }
        while cells.last == ScreenInspection.Cell() { cells.removeLast() }
        return ScreenInspection.Line(isWrapped: line.isWrapped, cells: cells)
    }

    private static func inspect(_ cell: Cell, _ tables: CellTables) -> ScreenInspection.Cell {
        let style = tables.styles[cell.style]
        var characters = ""
        tables.forEachScalar(of: cell.content) { scalar in
            if let scalar = Unicode.Scalar(scalar) { characters.unicodeScalars.append(scalar) }
        }
        let simple: [(TextStyle.Flags, Int)] = [
            (.bold, 1), (.dim, 2), (.italic, 4), (.underlined, 8), (.blink, 16), (.inverse, 32), (.invisible, 64),
            (.strikethrough, 128), (.overline, 256),
        ]
        var flags = 0
        for (flag, bit) in simple where style.flags.contains(flag) { flags |= bit }
        if style.flags.contains(.extended), style.link != 0 || style.underline != .none { flags |= 8 }
        let link = tables.links[style.link].map { String(decoding: $0.address, as: UTF8.self) }
        return ScreenInspection.Cell(
            characters: characters, width: cell.width,
            foreground: .init(mode: style.foreground.mode.rawValue, value: style.foreground.value),
            background: .init(mode: style.background.mode.rawValue, value: style.background.value), flags: flags,
            underline: Int(style.visibleUnderline.rawValue), underlineColor: style.underlineColor.bits,
            link: link ?? "")
    }
}
