internal import StrictJSON
internal import TerminalProtocol

/// The members of a request's body as what they have to be.
struct BodyFields {
    private let members: [String: JSONValue]

    init(_ members: [String: JSONValue]) { self.members = members }

    /// - Returns: nil for a member that is left out or null.
    func text(_ name: String, maximumBytes: Int) throws(ErrorBody) -> String? {
        guard let value = present(name) else { return nil }
        guard let text = value.stringValue, (1...maximumBytes).contains(text.utf8.count) else {
            throw .invalidField(name, expected: "a string of 1 to \(maximumBytes) bytes")
        }
        return text
    }

    func number(_ name: String, in range: ClosedRange<Int>) throws(ErrorBody) -> Int? {
        guard let value = present(name) else { return nil }
        guard let number = value.integerValue.flatMap({ Int(exactly: $0) }), range.contains(number) else {
            throw .invalidField(name, expected: "an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// - Returns: a time in nanoseconds.
    func seconds(_ name: String, in range: ClosedRange<Double>) throws(ErrorBody) -> Int64? {
        guard let value = present(name) else { return nil }
        guard let seconds = value.doubleValue, range.contains(seconds) else {
            throw .invalidField(name, expected: "a number of seconds from \(range.lowerBound) to \(range.upperBound)")
        }
        return Int64(seconds * 1e9)
    }

    private func present(_ name: String) -> JSONValue? {
        // Not `? nil : value`: the literal nil is a JSON value, too.
        guard let value = members[name], !value.isNull else { return nil }
        return value
    }
}
