public import StrictJSON

extension ErrorBody {
    /// A field that is missing or wrong.
    ///
    /// - Parameters:
    ///   - field: its name as it stands in the JSON text.
    ///   - expected: what it has to be, to follow "must be".
    public static func invalidField(_ field: String, expected: String) -> ErrorBody {
        ErrorBody(.validationError, "\(field) must be \(expected)", details: ["field": field])
    }

    /// `code`, `message` and `details`, as REST and WebSocket both show them.
    var members: [String: JSONValue] {
        [
            "code": .string(code.rawValue), "message": .string(message),
            "details": .object(details.mapValues(JSONValue.string)),
        ]
    }

    /// The body of a REST answer: `{"error": {"code", "message", "details"}}`.
    public var envelope: JSONValue { ["error": .object(members)] }
}
