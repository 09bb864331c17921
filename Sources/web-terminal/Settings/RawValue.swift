import LineOutput

/// A value as it was written down, before anything is known of what it should be.
enum RawValue: Sendable, Equatable {
    case integer(Int64)
    case string(String)
    case boolean(Bool)
    case list([RawValue])
    case table([String: RawValue])
    /// Fractions, dates and times, which no setting takes; as they were written.
    case other(String)

    /// The value as an error message shows it: quoted, short and without control characters.
    var shown: String {
        switch self {
        case .integer(let number): "\(number)"
        case .string(let text): Self.quoted(text)
        case .boolean(let flag): "\(flag)"
        case .list: "a list"
        case .table: "a table"
        case .other(let text): Self.escaped(text)
        }
    }

    static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

    /// `text` without characters that could move the cursor or end the line of the terminal that shows it, and no
    /// longer than `limit` characters.
    static func escaped(_ text: String, limit: Int = 60) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            if scalar.properties.generalCategory.isInvisible {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > limit ? result + "…" : result
    }
}
