/// A colour as a program asked for it: the terminal's own, one of the 16 or of the 256, or red, green and blue.
struct TextColor: Hashable, Sendable {
    /// Mode in bits 24-25, value below.
    let bits: UInt32

    enum Mode: UInt32 {
        case standard, palette16, palette256, rgb
    }

    static let standard = TextColor(mode: .standard, value: 0)

    init(mode: Mode, value: UInt32) { bits = mode.rawValue << 24 | value & 0xFF_FFFF }

    var mode: Mode { Mode(rawValue: bits >> 24 & 3) ?? .standard }
    /// An index, or 0xRRGGBB.
    var value: UInt32 { bits & 0xFF_FFFF }

    static func palette16(_ index: Int) -> TextColor { TextColor(mode: .palette16, value: UInt32(index & 15)) }
    static func palette256(_ index: Int) -> TextColor { TextColor(mode: .palette256, value: UInt32(index & 0xFF)) }
    static func rgb(_ red: Int, _ green: Int, _ blue: Int) -> TextColor {
        TextColor(mode: .rgb, value: UInt32((red & 0xFF) << 16 | (green & 0xFF) << 8 | blue & 0xFF))
    }
}
