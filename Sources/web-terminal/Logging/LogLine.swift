import Logging

/// Turns a log event into one line. Names, paths and headers in it are other people's, so nothing that a terminal or
/// a log reader would obey comes through.
struct LogLine {
    var level: Logger.Level
    var message: String
    var metadata: [String: String]
    /// Seconds since 1970.
    var time: Double

    /// `2026-01-31T12:00:00.000Z info     message key=value other="two words"`
    func text() -> String {
        let name = level.rawValue
        let padding = String(repeating: " ", count: max(0, Self.longestLevel - name.count))
        var line = "\(UTCTime(time)) \(name)\(padding) \(Self.escaped(message))"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line += " \(Self.escaped(key))=\(Self.word(value))"
        }
        return line
    }

    /// An object of JSON. Members of the event come first; the metadata is an object of its own.
    func json() -> String {
        var line = "{\"time\":\"\(UTCTime(time))\",\"level\":\"\(level.rawValue)\",\"message\":\(Self.quoted(message))"
        if !metadata.isEmpty {
            let members = metadata.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
            line += ",\"metadata\":{\(members.joined(separator: ","))}"
        }
        return line + "}"
    }

    private static let longestLevel = "critical".count

    /// The value as it is when it is one plain word, else in quotes.
    private static func word(_ value: String) -> String {
        let isPlain =
            !value.isEmpty
            && value.unicodeScalars.allSatisfy { scalar in
                scalar != "\"" && scalar != "\\" && scalar != "=" && scalar != " "
                    && !scalar.properties.generalCategory.isInvisible
            }
        return isPlain ? value : quoted(value)
    }

    /// A JSON string, in which a terminal finds nothing to obey either.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result += "\\" }
            append(scalar, to: &result)
        }
        return result + "\""
    }

    private static func escaped(_ text: String) -> String {
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
