/// SGR (ECMA-48 8.3.117, with xterm's and kitty's underlines), DECSCA.
extension TerminalEmulator {
    mutating func setRendition() {
        var index = 0
        while index < parser.parameters.count {
            index += setRendition(parser.parameters[index], at: index)
            index += 1
        }
        penIsCurrent = false
    }

    /// - Returns: how many more parameters belonged to it.
    private mutating func setRendition(_ number: Int, at index: Int) -> Int {
        switch number {
        case 0:
            style.foreground = .standard
            style.background = .standard
            style.flags = []
            style.underline = .none
            style.underlineColor = .standard
            style.updateExtended()
        case 1: style.flags.insert(.bold)
        case 2: style.flags.insert(.dim)
        case 3: style.flags.insert(.italic)
        case 4: setUnderline(parser.parameters.part(0, of: index) ?? 1)
        case 5: style.flags.insert(.blink)
        case 7: style.flags.insert(.inverse)
        case 8: style.flags.insert(.invisible)
        case 9: style.flags.insert(.strikethrough)
        case 21: setUnderline(2)
        case 22: style.flags.subtract([.bold, .dim])
        case 23: style.flags.remove(.italic)
        case 24: setUnderline(0)
        case 25: style.flags.remove(.blink)
        case 27: style.flags.remove(.inverse)
        case 28: style.flags.remove(.invisible)
        case 29: style.flags.remove(.strikethrough)
        case 30...37: style.foreground = .palette16(number - 30)
        case 39: style.foreground = .standard
        case 40...47: style.background = .palette16(number - 40)
        case 49: style.background = .standard
        case 53: style.flags.insert(.overline)
        case 55: style.flags.remove(.overline)
        case 59:
            // xterm.js means "none" and arrives at white.
            style.underlineColor = .rgb(0xFF, 0xFF, 0xFF)
            style.updateExtended()
        case 90...97: style.foreground = .palette16(number - 90 + 8)
        case 100...107: style.background = .palette16(number - 100 + 8)
        case 38, 48, 58:
            var color = ExtendedColor()
            let more = color.read(parser.parameters, at: index)
            guard let color = color.color else { return more }
            switch number {
            case 38: style.foreground = color
            case 48: style.background = color
            default: style.underlineColor = color
            }
            return more
        default: break
        }
        return 0
    }

    private mutating func setUnderline(_ number: Int) {
        let underline = number < 0 || number > 5 ? .single : TextStyle.Underline(rawValue: UInt8(number)) ?? .single
        style.underline = underline
        if underline == .none { style.flags.remove(.underlined) } else { style.flags.insert(.underlined) }
        style.updateExtended()
    }

    /// DECSCA.
    mutating func setProtection(_ number: Int) {
        switch number {
        case 1: style.flags.insert(.protected)
        case 0, 2: style.flags.remove(.protected)
        default: return
        }
        penIsCurrent = false
    }
}
