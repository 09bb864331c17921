/// What ECMA-48 calls the graphic rendition of a cell, with its protection (DECSCA) and its link (OSC 8).
struct TextStyle: Hashable, Sendable {
    var foreground = TextColor.standard
    var background = TextColor.standard
    var underlineColor = TextColor.standard
    var flags: Flags = []
    var underline = Underline.none
    /// A number in the `LinkTable`, or 0.
    var link: UInt16 = 0

    struct Flags: OptionSet, Hashable, Sendable {
        var rawValue: UInt16

        static let bold = Flags(rawValue: 1 << 0)
        static let dim = Flags(rawValue: 1 << 1)
        static let italic = Flags(rawValue: 1 << 2)
        static let underlined = Flags(rawValue: 1 << 3)
        static let blink = Flags(rawValue: 1 << 4)
        static let inverse = Flags(rawValue: 1 << 5)
        static let invisible = Flags(rawValue: 1 << 6)
        static let strikethrough = Flags(rawValue: 1 << 7)
        static let overline = Flags(rawValue: 1 << 8)
        /// DECSCA: not for selective erase.
        static let protected = Flags(rawValue: 1 << 9)
        /// Underline style, its colour and the link count. xterm.js keeps this apart from the three, and a restored
        /// cursor (DECRC) brings it back without them.
        static let extended = Flags(rawValue: 1 << 10)
    }

    enum Underline: UInt8, Sendable {
        case none, single, double, curly, dotted, dashed
    }

    static let standard = TextStyle()

    /// The style of cells that are erased: only the background is kept.
    var erased: TextStyle { TextStyle(background: background) }

    /// The same, without what has no effect, so that equal looks are equal styles.
    var normalized: TextStyle {
        guard !flags.contains(.extended) else { return self }
        var copy = self
        copy.underline = .none
        copy.underlineColor = .standard
        copy.link = 0
        return copy
    }

    /// The underline that is seen. Links are underlined with dashes, as xterm.js has it.
    var visibleUnderline: Underline {
        guard flags.contains(.underlined) else { return .none }
        guard flags.contains(.extended) else { return .single }
        return link != 0 ? .dashed : underline
    }

    /// The three that DECRC does not bring back decide whether they count.
    mutating func updateExtended() {
        if underline == .none, link == 0 { flags.remove(.extended) } else { flags.insert(.extended) }
    }
}

extension TextStyle: InternedValue {
    var hashParts: (UInt64, UInt64) {
        (
            UInt64(foreground.bits) << 32 | UInt64(background.bits),
            UInt64(underlineColor.bits) << 35 | UInt64(underline.rawValue) << 32 | UInt64(link) << 16
                | UInt64(flags.rawValue)
        )
    }
}
