public import StrictJSON

extension SessionFields {
    /// `signal`: the name of one that a client may send.
    public static func signal(from value: JSONValue?) throws(ErrorBody) -> TerminalSignal {
        guard let signal = value?.stringValue.flatMap(TerminalSignal.init(rawValue:)) else {
            let names = TerminalSignal.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalidField("signal", expected: "one of \(names)")
        }
        return signal
    }

    /// `labels` of a JSON merge patch: strings to set, and `null` for those to remove.
    public static func labelChanges(from members: [String: JSONValue]) throws(ErrorBody) -> [String: String?] {
        let removed = members.filter(\.value.isNull)
        // Both within the bounds of a label, so that no key can be removed that could never be there.
        let set = try labels(from: .object(members.filter { !$0.value.isNull }))
        _ = try labels(from: .object(removed.mapValues { _ in "" }))
        var changes: [String: String?] = set.mapValues { $0 }
        for key in removed.keys { changes[key] = .some(nil) }
        return changes
    }
}
