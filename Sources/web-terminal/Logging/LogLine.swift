import LineOutput
import Logging

/// Turns a log event into one line. Names, paths and headers in it are other people's, so nothing that a terminal or
/// a log reader would obey comes through.
struct LogLine {
    var level: Logger.Level
    /// The event's name, or the sentence of a library.
    var event: String
    var fields: [String: LogField]
    /// Seconds since 1970.
    var time: Double

    /// `2026-01-31T12:00:00.000Z info     event key=value other="two words"`
    func text() -> String {
        let name = level.rawValue
        let padding = String(repeating: " ", count: max(0, Self.longestLevel - name.count))
        var line = "\(UTCTime(time)) \(name)\(padding) \(PrintableText.escaped(event))"
        for (key, value) in ordered { line += " \(PrintableText.escaped(key))=\(value.word)" }
        return line
    }

    /// A flat object of JSON.
    func json() -> String {
        var line =
            "{\"timestamp\":\"\(UTCTime(time))\",\"level\":\"\(level.rawValue)\","
            + "\"event\":\(PrintableText.quoted(event))"
        for (key, value) in ordered {
            // Of two members with one name a reader takes one or the other.
            let name = Self.ownMembers.contains(key) ? "field_\(key)" : key
            line += ",\(PrintableText.quoted(name)):\(value.json)"
        }
        return line + "}"
    }

    /// Those that every reader looks for, in the order of the documentation; then the others.
    private var ordered: [(key: String, value: LogField)] {
        Self.firstFields.compactMap { key in fields[key].map { (key, $0) } }
            + fields.filter { !Self.firstFields.contains($0.key) }.sorted { $0.key < $1.key }
    }

    private static let ownMembers: Set = ["timestamp", "level", "event"]
    private static let firstFields = ["session_id", "user_id", "request_id", "address", "duration_ms"]
    private static let longestLevel = "critical".count
}

/// The value of a field.
enum LogField: Equatable {
    case text(String)
    /// A number or a truth value, as JSON writes it.
    case literal(String)

    init(_ value: Logger.Metadata.Value) {
        guard case .stringConvertible(let value) = value else {
            self = .text("\(value)")
            return
        }
        switch value {
        case let number as any BinaryInteger: self = .literal("\(number)")
        case let flag as Bool: self = .literal("\(flag)")
        case let number as Double where number.isFinite:
            let text = "\(number)"
            self = .literal(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
        default: self = .text("\(value)")
        }
    }

    var json: String {
        switch self {
        case .text(let text): PrintableText.quoted(text)
        case .literal(let text): text
        }
    }

    /// The value as it is when it is one plain word, else in quotes.
    var word: String {
        switch self {
        case .literal(let text): text
        case .text(let text): Self.isPlain(text) ? text : PrintableText.quoted(text)
        }
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar != "\"" && scalar != "\\" && scalar != "=" && scalar != " "
                    && !scalar.properties.generalCategory.isInvisible
            }
    }
}
