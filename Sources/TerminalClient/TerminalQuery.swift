/// Programs ask the terminal questions in their output, and the terminal types the answers. These are the questions.
enum TerminalQuery {
    /// ENQ: the terminal says what it was set up to say.
    static let enquiry: UInt8 = 0x05

    /// What asks, whatever stands between `prefix` and `intermediates`.
    private struct Form: Hashable {
        var prefix: String = ""
        var intermediates: String = ""
        var final: Character
    }

    private static let control: Set<Form> = [
        // DA1, DA2, DA3: what are you.
        Form(final: "c"), Form(prefix: ">", final: "c"), Form(prefix: "=", final: "c"),
        // DSR and its DEC forms: how are you, where is the cursor.
        Form(final: "n"), Form(prefix: "?", final: "n"),
        // DECRQM: is this mode set.
        Form(intermediates: "$", final: "p"), Form(prefix: "?", intermediates: "$", final: "p"),
        // XTVERSION, DECREQTPARM, and which keyboard protocol.
        Form(prefix: ">", final: "q"), Form(final: "x"), Form(prefix: "?", final: "u"),
        // DECRQCRA and DECRQTSR: what is on the screen.
        Form(intermediates: "*", final: "y"), Form(intermediates: "$", final: "u"),
    ]

    /// DECRQSS and XTGETTCAP.
    private static let deviceControl: Set<Form> = [
        Form(intermediates: "$", final: "q"), Form(intermediates: "+", final: "q"),
    ]

    /// The window operations that report something.
    private static let windowReports: Set<String> = ["11", "13", "14", "15", "16", "18", "19", "20", "21"]

    static func isOne(_ sequence: EscapeScanner.Sequence) -> Bool {
        switch sequence {
        // DECID, an old DA1.
        case .escape(let intermediates, let final): return intermediates.isEmpty && final == UInt8(ascii: "Z")
        case .control(let body, let final):
            if final == UInt8(ascii: "t") {
                return windowReports.contains(String(decoding: body.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self))
            }
            return control.contains(form(body, final))
        case .string(UInt8(ascii: "P"), let data):
            guard let end = data.firstIndex(where: { (0x40...0x7E).contains($0) }) else { return false }
            return deviceControl.contains(form(Array(data[..<end]), data[end]))
        case .string(UInt8(ascii: "]"), let data):
            // Colours, the clipboard and whatever else is asked for with a question mark.
            return data.split(separator: UInt8(ascii: ";")).dropFirst().contains { $0.elementsEqual("?".utf8) }
        case .string: return false
        }
    }

    private static func form(_ body: [UInt8], _ final: UInt8) -> Form {
        let prefix = body.prefix { (0x3C...0x3F).contains($0) }
        let intermediates = body.filter { (0x20...0x2F).contains($0) }
        return Form(
            prefix: String(decoding: prefix, as: UTF8.self),
            intermediates: String(decoding: intermediates, as: UTF8.self),
            final: Character(Unicode.Scalar(final)))
    }
}
