/// What the terminal of a viewer looks like: what programs get to hear that ask for colours, or for the size in pixels.
public struct TerminalAppearance: Sendable, Equatable {
    public struct Color: Sendable, Equatable {
        public var red: UInt8
        public var green: UInt8
        public var blue: UInt8

        /// `#rrggbb`; nil for anything else.
        public init?(_ text: String) {
            let digits = text.utf8.dropFirst()
            guard text.utf8.count == 7, text.utf8.first == UInt8(ascii: "#"),
                digits.allSatisfy({ Self.isHexadecimal($0) }),
                let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            red = UInt8(value >> 16 & 0xFF)
            green = UInt8(value >> 8 & 0xFF)
            blue = UInt8(value & 0xFF)
        }

        private static func isHexadecimal(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"):
                true
            default: false
            }
        }
    }

    /// Of text, of what is behind it, and of the cursor; nil: as before.
    public var foreground: Color?
    public var background: Color?
    public var cursor: Color?
    /// The first 16 colours; empty: as before.
    public var ansi: [Color] = []
    /// Of one cell, in pixels; 0: not known.
    public var cellWidth = 0
    public var cellHeight = 0

    public static let ansiColors = 16
    /// No cell is larger, in pixels.
    public static let largestCell = 1000

    public init() {}

    /// With what `new` says; what that is silent about stays.
    public func changed(by new: TerminalAppearance) -> TerminalAppearance {
        var result = self
        result.foreground = new.foreground ?? foreground
        result.background = new.background ?? background
        result.cursor = new.cursor ?? cursor
        if !new.ansi.isEmpty { result.ansi = new.ansi }
        if new.cellWidth > 0, new.cellHeight > 0 {
            (result.cellWidth, result.cellHeight) = (new.cellWidth, new.cellHeight)
        }
        return result
    }
}
