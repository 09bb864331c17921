internal import TerminalEmulator
internal import TerminalProtocol

extension TerminalAppearance {
    /// From now on programs that ask are told this.
    func apply(to emulator: inout TerminalEmulator) {
        if let foreground { emulator.theme.foreground = foreground.value }
        if let background { emulator.theme.background = background.value }
        if let cursor { emulator.theme.cursor = cursor.value }
        if ansi.count == Self.ansiColors { emulator.theme.ansi = ansi.map(\.value) }
        if cellWidth > 0, cellHeight > 0 { emulator.cellPixels = (cellWidth, cellHeight) }
    }
}

extension TerminalAppearance.Color {
    fileprivate var value: RGBColor { RGBColor(red: red, green: green, blue: blue) }
}
