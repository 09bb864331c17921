/// The 256 colours, and those of text, background and cursor, as programs have changed them (OSC 4, 10, 11, 12).
struct Palette: Sendable {
    static let foreground = 256
    static let background = 257
    static let cursor = 258

    /// By index; those that are not here are as the viewer's theme has them.
    private(set) var changed: [Int: RGBColor] = [:]

    var memoryBytes: Int { changed.capacity * 32 }

    mutating func set(_ index: Int, _ color: RGBColor) { changed[index] = color }

    mutating func reset(_ index: Int) { changed[index] = nil }

    /// OSC 104 without a number.
    mutating func resetIndexed() {
        for index in 0..<Self.foreground { changed[index] = nil }
    }

    func color(_ index: Int, theme: TerminalTheme) -> RGBColor {
        if let color = changed[index] { return color }
        switch index {
        case Self.foreground: return theme.foreground
        case Self.background: return theme.background
        case Self.cursor: return theme.cursor
        case ..<16: return theme.ansi.indices.contains(index) ? theme.ansi[index] : theme.foreground
        case ..<232:
            // xterm's cube of six levels.
            let levels: [UInt8] = [0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF]
            let place = index - 16
            return RGBColor(
                red: levels[place / 36], green: levels[place / 6 % 6], blue: levels[place % 6])
        default:
            let level = UInt8(truncatingIfNeeded: 8 + 10 * (index - 232))
            return RGBColor(red: level, green: level, blue: level)
        }
    }
}
