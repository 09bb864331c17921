import LineOutput
import StrictJSON

extension JSONValue {
    /// The members of objects within objects, by their path: `a.b`. Moments are written as such.
    func flattened(below path: String) -> [(name: String, value: String)] {
        guard let members = objectValue, !members.isEmpty else {
            return [(path, path.hasSuffix("_at") ? Optional(self).time : Optional(self).cell)]
        }
        return members.sorted { $0.key < $1.key }.flatMap { $1.flattened(below: path.isEmpty ? $0 : "\(path).\($0)") }
    }
}

extension JSONValue? {
    /// The value as one cell of a table; empty: there is none.
    var cell: String {
        switch self {
        case nil, .null: ""
        case .string(let text): text
        case .bool(let flag): flag ? "yes" : "no"
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .array(let elements): elements.map { Optional($0).cell }.joined(separator: " ")
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { "\($0.key)=\(Optional($0.value).cell)" }.joined(separator: " ")
        }
    }

    /// Seconds since 1970 as a moment.
    var time: String {
        guard let seconds = self?.doubleValue, (0..<253_402_300_800).contains(seconds) else { return "" }
        return "\(UTCTime(seconds))"
    }

    /// How a session or a command ended: its exit code, or its signal.
    var ending: String {
        guard let members = self?.objectValue else { return "" }
        return members["exit_code"].flatMap { $0.isNull ? nil : $0 }.cell + members["signal"].cell
    }
}
