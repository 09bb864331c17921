/// A character set of 94 characters that ESC ( and its like designate (ISO 2022): ASCII, DEC's graphics, or one of the
/// national sets, each of which replaces a few characters of ASCII. The replacements are what xterm.js 5.5 shows.
enum Charset: UInt8, Sendable, CaseIterable {
    case ascii, decSpecialGraphics, british, dutch, finnish, french, frenchCanadian, german, italian
    case norwegianDanish, spanish, swedish, swiss

    /// By the final byte of the escape sequence; nil for sets that are not known.
    init?(final byte: UInt8) {
        switch byte {
        case UInt8(ascii: "B"): self = .ascii
        case UInt8(ascii: "0"): self = .decSpecialGraphics
        case UInt8(ascii: "A"): self = .british
        case UInt8(ascii: "4"): self = .dutch
        case UInt8(ascii: "C"), UInt8(ascii: "5"): self = .finnish
        case UInt8(ascii: "R"): self = .french
        case UInt8(ascii: "Q"): self = .frenchCanadian
        case UInt8(ascii: "K"): self = .german
        case UInt8(ascii: "Y"): self = .italian
        case UInt8(ascii: "E"), UInt8(ascii: "6"): self = .norwegianDanish
        case UInt8(ascii: "Z"): self = .spanish
        case UInt8(ascii: "H"), UInt8(ascii: "7"): self = .swedish
        case UInt8(ascii: "="): self = .swiss
        default: return nil
        }
    }

    /// A final byte that designates it.
    var final: UInt8 {
        switch self {
        case .ascii: UInt8(ascii: "B")
        case .decSpecialGraphics: UInt8(ascii: "0")
        case .british: UInt8(ascii: "A")
        case .dutch: UInt8(ascii: "4")
        case .finnish: UInt8(ascii: "C")
        case .french: UInt8(ascii: "R")
        case .frenchCanadian: UInt8(ascii: "Q")
        case .german: UInt8(ascii: "K")
        case .italian: UInt8(ascii: "Y")
        case .norwegianDanish: UInt8(ascii: "E")
        case .spanish: UInt8(ascii: "Z")
        case .swedish: UInt8(ascii: "H")
        case .swiss: UInt8(ascii: "=")
        }
    }

    /// Pairs of the ASCII character and what stands in its place.
    private var replacements: String {
        switch self {
        case .ascii: ""
        case .decSpecialGraphics: "`◆a▒b␉c␌d␍e␊f°g±h␤i␋j┘k┐l┌m└n┼o⎺p⎻q─r⎼s⎽t├u┤v┴w┬x│y≤z≥{π|≠}£~·"
        case .british: "#£"
        case .dutch: "#£@¾[i\\½]|{¨|f}¼~´"
        case .finnish: "[Ä\\Ö]Å^Ü`é{ä|ö}å~ü"
        case .french: "#£@à[°\\ç]§{é|ù}è~¨"
        case .frenchCanadian: "@à[â\\ç]ê^î`ô{é|ù}è~û"
        case .german: "@§[Ä\\Ö]Ü{ä|ö}ü~ß"
        case .italian: "#£@§[°\\ç]é`ù{à|ò}è~ì"
        case .norwegianDanish: "@Ä[Æ\\Ø]Å^Ü`ä{æ|ø}å~ü"
        case .spanish: "#£@§[¡\\Ñ]¿{°|ñ}ç"
        case .swedish: "@É[Ä\\Ö]Å^Ü`é{ä|ö}å~ü"
        case .swiss: "#ù@à[é\\ç]ê^î_è`ô{ä|ö}ü~û"
        }
    }

    /// For every set what is shown for each of the 128 codes.
    private static let tables: [[UInt32]] = allCases.map { set in
        var table = (0..<128).map { UInt32($0) }
        let scalars = Array(set.replacements.unicodeScalars)
        for index in stride(from: 0, to: scalars.count - 1, by: 2) {
            table[Int(scalars[index].value)] = scalars[index + 1].value
        }
        return table
    }

    /// What is shown for a code below 127.
    func replacement(for code: UInt32) -> UInt32 {
        code < 127 ? Self.tables[Int(rawValue)][Int(code)] : code
    }

    /// The code that shows a character: itself for what no set replaces; nil when this set hides it.
    func code(showing character: UInt32) -> UInt32? {
        guard self != .ascii else { return character }
        let table = Self.tables[Int(rawValue)]
        if character >= 127 {
            if let code = table.prefix(127).firstIndex(of: character) { return UInt32(code) }
            return character
        }
        return table[Int(character)] == character
            ? character : table.prefix(127).firstIndex(of: character).map(UInt32.init)
    }
}
