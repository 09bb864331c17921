/// Which control function a sequence is. What is not listed does nothing.
extension TerminalEmulator {
    /// The bytes that stand before the final one, as the parser collects them.
    private enum Collected {
        static let question = UInt32(UInt8(ascii: "?"))
        static let greater = UInt32(UInt8(ascii: ">"))
        static let equal = UInt32(UInt8(ascii: "="))
        static let space = UInt32(UInt8(ascii: " "))
        static let bang = UInt32(UInt8(ascii: "!"))
        static let quote = UInt32(UInt8(ascii: "\""))
        static let apostrophe = UInt32(UInt8(ascii: "'"))
        static let dollar = UInt32(UInt8(ascii: "$"))
        static let questionDollar = question << 8 | dollar
    }

    mutating func dispatchCSI(_ final: UInt8) {
        switch parser.collected {
        case 0: dispatchPlainCSI(final)
        case Collected.question: dispatchPrivateCSI(final)
        case Collected.greater:
            switch final {
            case UInt8(ascii: "c"): reportSecondaryAttributes()
            case UInt8(ascii: "q"): reportVersion()
            default: break
            }
        case Collected.equal: if final == UInt8(ascii: "c") { reportTertiaryAttributes() }
        case Collected.space:
            let count = parser.parameters.count(0)
            switch final {
            case UInt8(ascii: "@"): shiftColumns(at: 0, count: count, isInsertion: false)
            case UInt8(ascii: "A"): shiftColumns(at: 0, count: count, isInsertion: true)
            case UInt8(ascii: "q"): setCursorStyle(count)
            default: break
            }
        case Collected.bang: if final == UInt8(ascii: "p") { resetSoft() }
        case Collected.quote: if final == UInt8(ascii: "q") { setProtection(parser.parameters[0]) }
        case Collected.apostrophe:
            let count = parser.parameters.count(0)
            switch final {
            case UInt8(ascii: "}"): shiftColumns(at: screen.x, count: count, isInsertion: true)
            case UInt8(ascii: "~"): shiftColumns(at: screen.x, count: count, isInsertion: false)
            default: break
            }
        case Collected.dollar: if final == UInt8(ascii: "p") { reportMode(parser.parameters[0], isPrivate: false) }
        case Collected.questionDollar:
            if final == UInt8(ascii: "p") { reportMode(parser.parameters[0], isPrivate: true) }
        default: break
        }
    }

    private mutating func dispatchPlainCSI(_ final: UInt8) {
        let count = parser.parameters.count(0)
        switch final {
        case UInt8(ascii: "m"): setRendition()
        case UInt8(ascii: "H"), UInt8(ascii: "f"):
            setCursor(parser.parameters.count(1) - 1, count - 1)
        case UInt8(ascii: "A"): cursorUp(count)
        case UInt8(ascii: "B"): cursorDown(count)
        case UInt8(ascii: "C"), UInt8(ascii: "a"): moveCursor(count, 0)
        case UInt8(ascii: "D"): moveCursor(-count, 0)
        case UInt8(ascii: "E"):
            cursorDown(count)
            screen.x = 0
        case UInt8(ascii: "F"):
            cursorUp(count)
            screen.x = 0
        case UInt8(ascii: "G"), UInt8(ascii: "`"): setCursor(count - 1, screen.y)
        case UInt8(ascii: "d"): setCursor(screen.x, count - 1)
        case UInt8(ascii: "e"): moveCursor(0, count)
        case UInt8(ascii: "J"): eraseInDisplay(parser.parameters[0], isSelective: false)
        case UInt8(ascii: "K"): eraseInLine(parser.parameters[0], isSelective: false)
        case UInt8(ascii: "@"): insertCharacters(count)
        case UInt8(ascii: "P"): deleteCharacters(count)
        case UInt8(ascii: "X"): eraseCharacters(count)
        case UInt8(ascii: "L"): insertLines(count)
        case UInt8(ascii: "M"): deleteLines(count)
        case UInt8(ascii: "S"): scrollUp(count)
        case UInt8(ascii: "T"): scrollDown(count)
        case UInt8(ascii: "b"): repeatCharacter(count)
        case UInt8(ascii: "I"): tabForward(count)
        case UInt8(ascii: "Z"): tabBackward(count)
        case UInt8(ascii: "g"): clearTabs(parser.parameters[0])
        case UInt8(ascii: "h"): setModes(true)
        case UInt8(ascii: "l"): setModes(false)
        case UInt8(ascii: "r"): setScrollRegion()
        case UInt8(ascii: "s"): saveCursor()
        case UInt8(ascii: "u"): restoreCursor()
        case UInt8(ascii: "t"): windowOperation()
        case UInt8(ascii: "c"): reportPrimaryAttributes()
        case UInt8(ascii: "n"): reportStatus(isPrivate: false)
        default: break
        }
    }

    private mutating func dispatchPrivateCSI(_ final: UInt8) {
        switch final {
        case UInt8(ascii: "h"): setPrivateModes(true)
        case UInt8(ascii: "l"): setPrivateModes(false)
        case UInt8(ascii: "J"): eraseInDisplay(parser.parameters[0], isSelective: true)
        case UInt8(ascii: "K"): eraseInLine(parser.parameters[0], isSelective: true)
        case UInt8(ascii: "n"): reportStatus(isPrivate: true)
        case UInt8(ascii: "u"): reportKeyboardProtocol()
        default: break
        }
    }

    mutating func dispatchEscape(_ final: UInt8) {
        switch parser.collected {
        case 0: dispatchPlainEscape(final)
        case UInt32(UInt8(ascii: "(")): designate(0, final)
        case UInt32(UInt8(ascii: ")")), UInt32(UInt8(ascii: "-")): designate(1, final)
        case UInt32(UInt8(ascii: "*")), UInt32(UInt8(ascii: ".")): designate(2, final)
        case UInt32(UInt8(ascii: "+")): designate(3, final)
        case UInt32(UInt8(ascii: "#")): if final == UInt8(ascii: "8") { alignmentPattern() }
        case UInt32(UInt8(ascii: "%")):
            // Back to ISO 2022, or to UTF-8, which is spoken all the time.
            if final == UInt8(ascii: "@") || final == UInt8(ascii: "G") {
                charsets.invoke(0)
                charsets.designate(0, .ascii)
            }
        default: break
        }
    }

    private mutating func dispatchPlainEscape(_ final: UInt8) {
        switch final {
        case UInt8(ascii: "7"): saveCursor()
        case UInt8(ascii: "8"): restoreCursor()
        case UInt8(ascii: "D"): index()
        case UInt8(ascii: "E"): nextLine()
        case UInt8(ascii: "H"): screen.tabs[screen.x] = true
        case UInt8(ascii: "M"): reverseIndex()
        case UInt8(ascii: "="): modes.applicationKeypad = true
        case UInt8(ascii: ">"): modes.applicationKeypad = false
        case UInt8(ascii: "c"): resetHard()
        case UInt8(ascii: "n"), UInt8(ascii: "}"): charsets.invoke(2)
        case UInt8(ascii: "o"), UInt8(ascii: "|"): charsets.invoke(3)
        case UInt8(ascii: "~"): charsets.invoke(1)
        default: break
        }
    }

    private mutating func designate(_ level: Int, _ final: UInt8) {
        if let set = Charset(final: final) { charsets.designate(level, set) }
    }

    private static let requestStatusString = Collected.dollar << 8 | UInt32(UInt8(ascii: "q"))
    private static let requestTermcap = UInt32(UInt8(ascii: "+")) << 8 | UInt32(UInt8(ascii: "q"))

    static func keepsDCS(_ identifier: UInt32) -> Bool {
        identifier == requestStatusString || identifier == requestTermcap
    }

    mutating func dispatchDCS() {
        guard case .dcs(let identifier, isKept: true) = parser.string.state, !parser.string.isTooLong else { return }
        let data = parser.string.bytes
        if identifier == Self.requestStatusString { reportSetting(data) } else { reportTermcap(data) }
    }

    static func keepsOSC(_ number: Int) -> Bool {
        switch number {
        case 0, 2, 4, 8, 10, 11, 12, 52, 104, 110, 111, 112: true
        default: false
        }
    }

    mutating func dispatchOSC() {
        let number: Int
        switch parser.string.state {
        case .oscNumber(.some(let known)): number = known
        case .oscPayload(let known, isKept: true): number = known
        default: return
        }
        guard !parser.string.isTooLong else { return }
        let data = parser.string.bytes
        switch number {
        case 0, 2: setTitle(data)
        case 4: setOrReportPalette(data)
        case 8: setLink(data)
        case 10, 11, 12: setOrReportSpecialColors(data, first: number - 10)
        case 52: writeClipboard(data)
        case 104: resetPalette(data)
        case 110, 111, 112: palette.reset(Palette.foreground + number - 110)
        default: break
        }
    }
}
