/// Text of others in lines that people read: nothing that a terminal or a log reader would obey comes through.
public enum PrintableText {
    /// A JSON string.
    public static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result += "\\" }
            append(scalar, to: &result)
        }
        return result + "\""
    }

    public static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { append($1, to: &$0) }
    }

    /// As it is, or as `\u` and the four digits of each of its UTF-16 units.
    private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
        guard scalar.properties.generalCategory.isInvisible else {
            text.unicodeScalars.append(scalar)
            return
        }
        for unit in UTF16.encode(scalar) ?? .init() {
            let digits = String(unit, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}

extension Unicode.GeneralCategory {
    /// Control and formatting characters, line and paragraph separators: what may change how other text looks.
    public var isInvisible: Bool {
        switch self {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}
