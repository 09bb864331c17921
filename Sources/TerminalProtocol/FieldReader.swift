internal import StrictJSON

/// The members of a message, read by name and kind. A member that is `null` counts as absent; one that nobody asks
/// for is ignored, so that newer clients can talk to older servers.
struct FieldReader {
    private let members: [String: JSONValue]

    init(_ members: [String: JSONValue]) { self.members = members }

    /// The member itself, for validators of their own.
    subscript(name: String) -> JSONValue? {
        guard let value = members[name], !value.isNull else { return nil }
        return value
    }

    func string(_ name: String, expected: String = "a string") throws(ErrorBody) -> String {
        guard let value = self[name]?.stringValue else { throw .invalidField(name, expected: expected) }
        return value
    }

    /// A string that is not empty and not longer than `maximumBytes` of UTF-8.
    func string(_ name: String, maximumBytes: Int) throws(ErrorBody) -> String {
        let expected = "a string of 1 to \(maximumBytes) bytes"
        let value = try string(name, expected: expected)
        guard (1...maximumBytes).contains(value.utf8.count) else { throw .invalidField(name, expected: expected) }
        return value
    }

    func number(_ name: String) throws(ErrorBody) -> Double {
        guard let value = self[name]?.doubleValue else { throw .invalidField(name, expected: "a number") }
        return value
    }

    func offset(_ name: String) throws(ErrorBody) -> UInt64 {
        guard let value = self[name]?.integerValue, let offset = UInt64(exactly: value) else {
            throw .invalidField(name, expected: "an integer of 0 or more")
        }
        return offset
    }

    func optionalOffset(_ name: String) throws(ErrorBody) -> UInt64? {
        guard self[name] != nil else { return nil }
        return try offset(name)
    }

    /// One of the words that name the cases of `Choice`.
    func choice<Choice>(_ name: String, of: Choice.Type) throws(ErrorBody) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let word = self[name]?.stringValue, let choice = Choice(rawValue: word) else {
            let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalidField(name, expected: "one of \(words)")
        }
        return choice
    }

    func choice<Choice>(_ name: String, default: Choice) throws(ErrorBody) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        guard self[name] != nil else { return `default` }
        return try choice(name, of: Choice.self)
    }
}
