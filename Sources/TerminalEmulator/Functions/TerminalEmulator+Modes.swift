/// Modes, resets and the two screens.
extension TerminalEmulator {
    /// SM and RM.
    mutating func setModes(_ isOn: Bool) {
        for index in 0..<parser.parameters.count {
            switch parser.parameters[index] {
            case 4: modes.insert = isOn
            case 20: modes.newLine = isOn
            default: break
            }
        }
    }

    /// DECSET and DECRST.
    mutating func setPrivateModes(_ isOn: Bool) {
        for index in 0..<parser.parameters.count { setPrivateMode(parser.parameters[index], isOn) }
    }

    private mutating func setPrivateMode(_ mode: Int, _ isOn: Bool) {
        switch mode {
        case 1: modes.applicationCursorKeys = isOn
        case 2: if isOn { for level in 0..<4 { charsets.designate(level, .ascii) } }
        case 6:
            modes.origin = isOn
            setCursor(0, 0)
        case 7: modes.wraparound = isOn
        case 9: modes.mouseTracking = isOn ? .x10 : .none
        case 12: modes.cursorBlinks = isOn
        case 25: modes.cursorIsVisible = isOn
        case 45: modes.reverseWraparound = isOn
        case 66: modes.applicationKeypad = isOn
        case 1000: modes.mouseTracking = isOn ? .vt200 : .none
        case 1002: modes.mouseTracking = isOn ? .drag : .none
        case 1003: modes.mouseTracking = isOn ? .any : .none
        case 1004: modes.sendFocus = isOn
        case 1006: modes.mouseEncoding = isOn ? .sgr : .standard
        case 1016: modes.mouseEncoding = isOn ? .sgrPixels : .standard
        case 2004: modes.bracketedPaste = isOn
        case 1048: if isOn { saveCursor() } else { restoreCursor() }
        case 47, 1047: if isOn { showAlternate() } else { showNormal() }
        case 1049:
            if isOn {
                saveCursor()
                showAlternate()
            } else {
                showNormal()
                restoreCursor()
            }
        default: break
        }
    }

    /// The alternate screen is empty whenever it comes, and the cursor stays where it is.
    private mutating func showAlternate() {
        guard !isAlternate else { return }
        refreshPen()
        parked.fillRows(with: erasePen)
        switchScreens()
    }

    private mutating func showNormal() {
        guard isAlternate else { return }
        switchScreens()
        parked.clear()
    }

    private mutating func switchScreens() {
        (parked.x, parked.y) = (screen.x, screen.y)
        swap(&screen, &parked)
        isAlternate.toggle()
    }

    /// DECSTR.
    mutating func resetSoft() {
        modes.cursorIsVisible = true
        modes.resetSoft()
        screen.top = 0
        screen.bottom = rows - 1
        style = .standard
        penIsCurrent = false
        charsets = CharsetState()
        screen.saved.x = 0
        screen.saved.line = screen.base
        screen.saved.foreground = .standard
        screen.saved.background = .standard
        screen.saved.flags = []
        screen.saved.charset = .ascii
    }

    /// RIS. Title, palette, cursor style and visibility, and LNM stay as they are, in xterm.js.
    mutating func resetHard() {
        screen = Self.normalScreen(columns: columns, rows: rows, limits: limits)
        parked = Self.alternateScreen(columns: columns, rows: rows)
        isAlternate = false
        modes.resetSoft()
        modes.mouseTracking = .none
        modes.mouseEncoding = .standard
        style = .standard
        charsets = CharsetState()
        parser.clear()
        parser.string.reset()
        sweepTables()
    }

    /// DECSCUSR.
    mutating func setCursorStyle(_ number: Int) {
        switch number {
        case 1, 2: modes.cursorShape = .block
        case 3, 4: modes.cursorShape = .underline
        case 5, 6: modes.cursorShape = .bar
        default: break
        }
        modes.cursorBlinks = number % 2 == 1
    }
}
