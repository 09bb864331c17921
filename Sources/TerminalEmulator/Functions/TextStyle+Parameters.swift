extension TextStyle {
    /// What SGR takes to come to this style from any other.
    var selectionParameters: String {
        var numbers = ["0"]
        let simple: [(Flags, String)] = [
            (.bold, "1"), (.dim, "2"), (.italic, "3"), (.blink, "5"), (.inverse, "7"), (.invisible, "8"),
            (.strikethrough, "9"), (.overline, "53"),
        ]
        for (flag, number) in simple where flags.contains(flag) { numbers.append(number) }
        if flags.contains(.underlined) {
            numbers.append(underline == .single || underline == .none ? "4" : "4:\(underline.rawValue)")
        }
        numbers += foreground.selectionParameters(base: 30, bright: 90, extended: "38")
        numbers += background.selectionParameters(base: 40, bright: 100, extended: "48")
        numbers += underlineColor.selectionParameters(base: nil, bright: nil, extended: "58")
        return numbers.joined(separator: ";")
    }
}

extension TextColor {
    func selectionParameters(base: UInt32?, bright: UInt32?, extended: String) -> [String] {
        switch mode {
        case .standard: []
        case .palette16:
            if let base, let bright {
                ["\(value < 8 ? base + value : bright + value - 8)"]
            } else {
                [extended, "5", "\(value)"]
            }
        case .palette256: [extended, "5", "\(value)"]
        case .rgb: [extended, "2", "\(value >> 16)", "\(value >> 8 & 0xFF)", "\(value & 0xFF)"]
        }
    }
}
