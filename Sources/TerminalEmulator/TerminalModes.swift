/// What programs have switched on and off. The names are those of xterm.js and of xterm's ctlseqs.
public struct TerminalModes: Sendable, Equatable {
    /// DECCKM, `CSI ? 1 h`: cursor keys send SS3 instead of CSI.
    public internal(set) var applicationCursorKeys = false
    /// DECNKM, `ESC =`.
    public internal(set) var applicationKeypad = false
    /// `CSI ? 2004 h`: pasted text comes in brackets.
    public internal(set) var bracketedPaste = false
    /// IRM, `CSI 4 h`: characters push what is there to the right.
    public internal(set) var insert = false
    /// LNM, `CSI 20 h`: a line feed is a carriage return as well.
    public internal(set) var newLine = false
    /// DECOM, `CSI ? 6 h`: rows are counted from the top margin.
    public internal(set) var origin = false
    /// `CSI ? 45 h`: a backspace goes back over a wrapped line's border.
    public internal(set) var reverseWraparound = false
    /// `CSI ? 1004 h`: focus is reported.
    public internal(set) var sendFocus = false
    /// DECAWM, `CSI ? 7 h`.
    public internal(set) var wraparound = true
    /// DECTCEM, `CSI ? 25 h`.
    public internal(set) var cursorIsVisible = true
    /// DECSCUSR; nil while no program has chosen one, and the viewer's own setting holds.
    public internal(set) var cursorShape: TerminalCursor.Shape?
    /// DECSCUSR or `CSI ? 12 h`; nil likewise.
    public internal(set) var cursorBlinks: Bool?
    public internal(set) var mouseTracking = MouseTracking.none
    public internal(set) var mouseEncoding = MouseEncoding.standard

    /// Which events of the mouse are reported; the names are those of xterm.js.
    public enum MouseTracking: String, Sendable {
        case none
        /// `CSI ? 9 h`: presses.
        case x10
        /// `CSI ? 1000 h`: presses and releases.
        case vt200
        /// `CSI ? 1002 h`: and motion with a button held.
        case drag
        /// `CSI ? 1003 h`: and all motion.
        case any
    }

    /// How they are reported.
    public enum MouseEncoding: String, Sendable {
        case standard
        /// `CSI ? 1006 h`.
        case sgr
        /// `CSI ? 1016 h`.
        case sgrPixels
    }

    /// DECSTR resets these few; RIS does too.
    mutating func resetSoft() {
        applicationCursorKeys = false
        applicationKeypad = false
        bracketedPaste = false
        insert = false
        origin = false
        reverseWraparound = false
        sendFocus = false
        wraparound = true
    }
}
