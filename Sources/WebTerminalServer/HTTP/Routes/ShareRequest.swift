internal import StrictJSON
internal import TerminalProtocol

/// What a new share should be.
struct ShareRequest: Equatable {
    var mode: ViewerMode
    var ttlSeconds = Sharing.defaultTTLSeconds

    /// The names of the fields there may be.
    static let fields = ["mode", "ttl_seconds"]

    /// - Parameter fields: of the body of a `POST …/shares`.
    init(_ fields: [String: JSONValue]) throws(ErrorBody) {
        // Which of the two is meant is nothing to guess.
        guard let mode = fields["mode"]?.stringValue.flatMap(ViewerMode.init(rawValue:)) else {
            throw .invalidField("mode", expected: "view or control")
        }
        self.mode = mode
        guard let value = fields["ttl_seconds"], !value.isNull else { return }
        let range = Sharing.ttlSeconds
        guard let seconds = value.integerValue.flatMap({ Int(exactly: $0) }), range.contains(seconds) else {
            throw .invalidField(
                "ttl_seconds", expected: "a number of seconds from \(range.lowerBound) to \(range.upperBound)")
        }
        ttlSeconds = seconds
    }
}
