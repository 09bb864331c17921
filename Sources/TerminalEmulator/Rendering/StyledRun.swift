/// Neighbouring cells of one style, as text.
struct StyledRun {
    /// The first column.
    var column: Int
    var width: Int
    /// Empty cells are spaces.
    var text: String
    var style: TextStyle
}

extension TerminalEmulator {
    /// A row of the screen that is shown, without empty cells of the default style at its end.
    func runs(row: Int) -> [StyledRun] {
        var line = screen.line(row)
        line.resize(columns)
        var runs: [StyledRun] = []
        var number: UInt32?
        for (column, cell) in line.cells.enumerated() {
            if number != cell.style {
                runs.append(StyledRun(column: column, width: 0, text: "", style: tables.styles[cell.style]))
                number = cell.style
            }
            let last = runs.count - 1
            runs[last].width += 1
            if cell.hasContent {
                tables.forEachScalar(of: cell.content) { code in
                    if let scalar = Unicode.Scalar(code) { runs[last].text.unicodeScalars.append(scalar) }
                }
            } else if cell.width > 0 {
                runs[last].text.append(" ")
            }
        }
        return runs
    }

    /// The colours of a run as they are seen: 0xRRGGBB of text and background, nil for the default ones.
    func visibleColors(_ style: TextStyle) -> (foreground: RGBColor?, background: RGBColor?) {
        let foreground = rgb(style.foreground)
        let background = rgb(style.background)
        guard style.flags.contains(.inverse) else { return (foreground, background) }
        return (background ?? defaultBackground, foreground ?? defaultForeground)
    }

    var defaultForeground: RGBColor { palette.color(Palette.foreground, theme: theme) }
    var defaultBackground: RGBColor { palette.color(Palette.background, theme: theme) }

    /// nil for the terminal's own.
    func rgb(_ color: TextColor) -> RGBColor? {
        switch color.mode {
        case .standard: nil
        case .palette16, .palette256: palette.color(Int(color.value), theme: theme)
        case .rgb: RGBColor(color.value)
        }
    }

    func address(_ link: UInt16) -> String? {
        tables.links[link].map { String(decoding: $0.address, as: UTF8.self) }
    }
}
