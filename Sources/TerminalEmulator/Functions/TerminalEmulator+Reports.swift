/// Answers to queries. They are made when the query passes, whoever is looking, and are never made from the output's
/// own text; so there is no report of title or font.
extension TerminalEmulator {
    /// DA1: a VT100 with the advanced video option, which is what xterm.js says.
    mutating func reportPrimaryAttributes() {
        if parser.parameters[0] == 0 { reply("\u{1B}[?1;2c") }
    }

    /// DA2: a VT100, as old as the xterm that xterm.js takes itself for. The answer, printed by a program that prints
    /// what is typed, is no question: it would be answered for ever.
    mutating func reportSecondaryAttributes() {
        if parser.parameters[0] == 0, parser.parameters.count == 1 { reply("\u{1B}[>0;276;0c") }
    }

    /// DA3: no serial number.
    mutating func reportTertiaryAttributes() {
        if parser.parameters[0] == 0 { reply("\u{1B}P!|00000000\u{1B}\\") }
    }

    /// XTVERSION.
    mutating func reportVersion() {
        if parser.parameters[0] == 0 { reply("\u{1B}P>|xterm.js(5.5.0)\u{1B}\\") }
    }

    /// The kitty keyboard query: none of its enhancements is on, and none can be switched on. With a number it is an
    /// answer that somebody prints.
    mutating func reportKeyboardProtocol() {
        if !parser.parameters.hasDigits { reply("\u{1B}[?0u") }
    }

    /// DSR and CPR. With origin mode the position is counted from the top margin (DEC STD 070).
    mutating func reportStatus(isPrivate: Bool) {
        switch parser.parameters[0] {
        case 5 where !isPrivate: reply("\u{1B}[0n")
        case 6:
            let row = screen.y - (modes.origin ? screen.top : 0) + 1
            reply("\u{1B}[\(isPrivate ? "?" : "")\(row);\(min(screen.x, columns - 1) + 1)R")
        default: break
        }
    }

    /// DECRQM: 1 set, 2 reset, 3 and 4 the same for ever, 0 not known.
    mutating func reportMode(_ mode: Int, isPrivate: Bool) {
        let state = isPrivate ? privateModeState(mode) : modeState(mode)
        reply("\u{1B}[\(isPrivate ? "?" : "")\(mode);\(state)$y")
    }

    private func modeState(_ mode: Int) -> Int {
        switch mode {
        case 2: 4
        case 4: modes.insert ? 1 : 2
        case 12: 3
        case 20: modes.newLine ? 1 : 2
        default: 0
        }
    }

    private func privateModeState(_ mode: Int) -> Int {
        let isOn: Bool
        switch mode {
        case 1: isOn = modes.applicationCursorKeys
        case 6: isOn = modes.origin
        case 7: isOn = modes.wraparound
        case 8: return 3
        case 9: isOn = modes.mouseTracking == .x10
        case 12: isOn = modes.cursorBlinks ?? false
        case 25: isOn = modes.cursorIsVisible
        case 45: isOn = modes.reverseWraparound
        case 47, 1047, 1049: isOn = isAlternate
        case 66: isOn = modes.applicationKeypad
        case 67, 1005, 1015: return 4
        case 1000: isOn = modes.mouseTracking == .vt200
        case 1002: isOn = modes.mouseTracking == .drag
        case 1003: isOn = modes.mouseTracking == .any
        case 1004: isOn = modes.sendFocus
        case 1006: isOn = modes.mouseEncoding == .sgr
        case 1016: isOn = modes.mouseEncoding == .sgrPixels
        case 1048: return 1
        case 2004: isOn = modes.bracketedPaste
        default: return 0
        }
        return isOn ? 1 : 2
    }

    /// DECRQSS: only settings of the model itself, whatever the request's text was.
    mutating func reportSetting(_ data: [UInt8]) {
        let setting: String
        switch String(decoding: data, as: UTF8.self) {
        case "m": setting = style.selectionParameters + "m"
        case "r": setting = "\(screen.top + 1);\(screen.bottom + 1)r"
        case " q":
            let shape =
                switch modes.cursorShape ?? .block {
                case .block: 2
                case .underline: 4
                case .bar: 6
                }
            setting = "\(shape - (modes.cursorBlinks ?? false ? 1 : 0)) q"
        case "\"q": setting = "\(style.flags.contains(.protected) ? 1 : 0)\"q"
        case "\"p": setting = "61;1\"p"
        default:
            reply("\u{1B}P0$r\u{1B}\\")
            return
        }
        reply("\u{1B}P1$r\(setting)\u{1B}\\")
    }

    /// XTGETTCAP: names in hexadecimal. A name that is not known is not repeated in the answer, which xterm does.
    mutating func reportTermcap(_ data: [UInt8]) {
        let names = data.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        for name in names.prefix(Self.capabilitiesPerQuery) {
            let upper = name.map { (0x61...0x66).contains($0) ? $0 - 0x20 : $0 }
            if let known = Self.capabilities.first(where: { $0.name.elementsEqual(upper) }) {
                reply("\u{1B}P1+r\(String(decoding: known.name, as: UTF8.self))=\(known.value)\u{1B}\\")
            } else {
                reply("\u{1B}P0+r\u{1B}\\")
            }
        }
    }

    private static let capabilitiesPerQuery = 16

    /// Terminal name, number of colours, and that colours may be given as red, green and blue; in hexadecimal.
    private static let capabilities = [("TN", "xterm-256color"), ("Co", "256"), ("colors", "256"), ("RGB", "8")].map {
        (name: Array(hexadecimal($0.0).utf8), value: hexadecimal($0.1))
    }

    private static func hexadecimal(_ text: String) -> String {
        text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }

    /// XTWINOPS: sizes are reported, titles are put aside and brought back, and nothing else is done.
    mutating func windowOperation() {
        let detail = parser.parameters[1]
        switch parser.parameters[0] {
        case 14:
            guard let cell = cellPixels, detail == 0 || detail == 2 else { return }
            reply("\u{1B}[4;\(rows * cell.height);\(columns * cell.width)t")
        case 16:
            guard let cell = cellPixels else { return }
            reply("\u{1B}[6;\(cell.height);\(cell.width)t")
        case 18: reply("\u{1B}[8;\(rows);\(columns)t")
        case 19: reply("\u{1B}[9;\(rows);\(columns)t")
        case 22: if detail == 0 || detail == 2 { titles.push() }
        case 23:
            if detail == 0 || detail == 2, titles.pop() { outbox.effects.titleChanged = true }
        default: break
        }
    }
}
