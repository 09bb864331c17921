/// The modes of a terminal that would be felt by whoever uses it next: a program of the session switched them on, and
/// may be still running when its viewer leaves.
struct TerminalModes: Sendable {
    /// Private modes, and whether they are on when a terminal is switched on.
    private static let watched: [Int: Bool] = [
        // Keys: application cursor keys, wrapping, blinking, the cursor itself.
        1: false, 7: true, 25: true,
        // The mouse, and how it is reported; focus.
        9: false, 1000: false, 1001: false, 1002: false, 1003: false, 1004: false, 1005: false, 1006: false,
        1015: false, 1016: false,
        // The other screen.
        47: false, 1047: false, 1049: false,
        // Bracketed paste, output held back.
        2004: false, 2026: false,
    ]

    private var changed: Set<Int> = []
    private var hasApplicationKeypad = false
    private var hasMargins = false
    private var hasRendition = false
    /// Letters are lines and corners (a character set other than ASCII in G0).
    private var hasOtherLetters = false
    /// The cursor is a bar or an underscore, or blinks, as editors have it for their modes.
    private var hasCursorShape = false
    /// What is written moves the rest of the line (IRM).
    private var hasInsertion = false
    /// Keys are sent with their modifiers (xterm's modifyOtherKeys).
    private var hasModifiedKeys = false
    /// How many layers of the keyboard protocol of kitty were pushed.
    private var keyboardLayers = 0

    private static let maximumKeyboardLayers = 16

    mutating func read(_ sequence: EscapeScanner.Sequence) {
        switch sequence {
        case .escape(let intermediates, let final):
            guard intermediates.isEmpty else {
                if intermediates == [UInt8(ascii: "(")] { hasOtherLetters = final != UInt8(ascii: "B") }
                return
            }
            switch final {
            case UInt8(ascii: "c"): self = TerminalModes()
            case UInt8(ascii: "="): hasApplicationKeypad = true
            case UInt8(ascii: ">"): hasApplicationKeypad = false
            default: break
            }
        case .control(let body, let final): read(String(decoding: body, as: UTF8.self), final)
        case .string: break
        }
    }

    private mutating func read(_ body: String, _ final: UInt8) {
        switch final {
        case UInt8(ascii: "h"), UInt8(ascii: "l"):
            guard body.hasPrefix("?") else {
                if body == "4" { hasInsertion = final == UInt8(ascii: "h") }
                return
            }
            for number in body.dropFirst().split(separator: ";").compactMap({ Int($0) }) {
                guard let usual = Self.watched[number] else { continue }
                let isOn = final == UInt8(ascii: "h")
                if isOn == usual { changed.remove(number) } else { changed.insert(number) }
            }
        case UInt8(ascii: "r"):
            // Top and bottom margin; without numbers: none.
            if !body.hasPrefix("?") { hasMargins = !body.isEmpty }
        case UInt8(ascii: "q") where body.last == " ": hasCursorShape = !(body == " " || body == "0 ")
        case UInt8(ascii: "m") where body.hasPrefix(">4"):
            hasModifiedKeys = body.hasPrefix(">4;") && body != ">4;" && body != ">4;0"
        case UInt8(ascii: "m"):
            guard body.allSatisfy({ $0.isNumber || $0 == ";" || $0 == ":" }) else { return }
            hasRendition = !(body.isEmpty || body == "0")
        case UInt8(ascii: "u"):
            if body.hasPrefix(">") { keyboardLayers = min(keyboardLayers + 1, Self.maximumKeyboardLayers) }
            if body.hasPrefix("<") { keyboardLayers = max(keyboardLayers - Int(UInt8(body.dropFirst()) ?? 1), 0) }
        case UInt8(ascii: "p") where body == "!":
            // A soft reset leaves the screen and the mouse alone.
            changed.subtract([1, 25])
            (hasApplicationKeypad, hasMargins, hasRendition) = (false, false, false)
            (hasOtherLetters, hasInsertion) = (false, false)
        default: break
        }
    }

    /// What puts them all back; empty when nothing is changed.
    var undoing: String {
        var text = ""
        if hasMargins { text += "\u{1B}7\u{1B}[r\u{1B}8" }
        if hasRendition { text += "\u{1B}[m" }
        if hasOtherLetters { text += "\u{1B}(B" }
        if hasInsertion { text += "\u{1B}[4l" }
        if hasCursorShape { text += "\u{1B}[0 q" }
        if hasModifiedKeys { text += "\u{1B}[>4m" }
        if keyboardLayers > 0 { text += "\u{1B}[<\(keyboardLayers)u" }
        if hasApplicationKeypad { text += "\u{1B}>" }
        for number in changed.sorted() { text += "\u{1B}[?\(number)\(Self.watched[number] == true ? "h" : "l")" }
        return text
    }
}
