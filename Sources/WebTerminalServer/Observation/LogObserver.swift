internal import Logging
internal import StrictJSON

/// Logs what the server does. The message is the event's name, and all else are fields, so that programs can rely on
/// both.
struct LogObserver: ServerObserver {
    let logger: Logger

    func observe(_ event: ServerEvent) {
        let level = event.level
        // There is one for each request, and as a rule nobody wants to see it.
        guard logger.logLevel <= level else { return }
        let described = event.described
        logger.log(level: level, "\(described.name)", metadata: described.fields.mapValues(\.metadata))
    }
}

extension JSONValue {
    /// Numbers and truth values stay what they are.
    fileprivate var metadata: Logger.Metadata.Value {
        switch self {
        case .string(let text): .string(text)
        case .integer(let number): .stringConvertible(number)
        case .number(let number): .stringConvertible(number)
        case .bool(let flag): .stringConvertible(flag)
        case .null, .array, .object: .string(encodedString)
        }
    }
}
