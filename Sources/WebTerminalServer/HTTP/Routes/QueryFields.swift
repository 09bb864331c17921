internal import Hummingbird
internal import TerminalProtocol

/// The parameters of a request's query as what they have to be: those that a route has and no others, each of them once
/// at most.
struct QueryFields {
    private var values: [String: [String]] = [:]

    /// - Parameters:
    ///   - names: those there may be.
    ///   - repeatable: those of them that may occur more than once.
    init(_ target: RequestTarget, _ names: [String], repeatable: Set<String> = []) throws(ErrorBody) {
        for item in target.query {
            guard names.contains(item.name) else {
                let known = names.isEmpty ? "there are no parameters here" : "the parameters are \(Self.list(names))"
                throw ErrorBody(.validationError, known, details: ["field": item.name])
            }
            guard values[item.name] == nil || repeatable.contains(item.name) else {
                throw ErrorBody(
                    .validationError, "\(item.name) occurs more than once", details: ["field": item.name])
            }
            values[item.name, default: []].append(item.value)
        }
    }

    /// All values of a parameter, in order.
    func texts(_ name: String) -> [String] { values[name] ?? [] }

    /// - Returns: nil for a parameter that is left out.
    func text(_ name: String) -> String? { values[name]?.first }

    func number<Number: FixedWidthInteger>(
        _ name: String, in range: ClosedRange<Number>
    ) throws(ErrorBody) -> Number? {
        guard let text = text(name) else { return nil }
        guard let number = Number(text), range.contains(number) else {
            let most = range.upperBound == .max ? "on" : "to \(range.upperBound)"
            throw .invalidField(name, expected: "a whole number from \(range.lowerBound) \(most)")
        }
        return number
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, of choices: Choice.Type = Choice.self
    ) throws(ErrorBody) -> Choice? {
        guard let text = text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw .invalidField(name, expected: Self.list(choices.allCases.map(\.rawValue), "or"))
        }
        return choice
    }

    func flag(_ name: String) throws(ErrorBody) -> Bool? {
        switch text(name) {
        case nil: return nil
        case "true", "1": return true
        case "false", "0": return false
        default: throw .invalidField(name, expected: "true or false")
        }
    }

    /// As a sentence has it: `a, b and c`.
    private static func list(_ names: [String], _ conjunction: String = "and") -> String {
        guard names.count > 1, let last = names.last else { return names.first ?? "" }
        return "\(names.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }
}

extension Request {
    /// The request's parameters.
    ///
    /// - Parameters: as `QueryFields` has them.
    func query(_ names: [String], repeatable: Set<String> = []) throws -> QueryFields {
        try QueryFields(RequestTarget(head.path ?? "/"), names, repeatable: repeatable)
    }
}
