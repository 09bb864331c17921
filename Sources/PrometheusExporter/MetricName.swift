/// What Prometheus and OpenMetrics allow as names.
enum MetricName {
    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`. Colons are for the rules of Prometheus, so a metric of ours has none.
    static func isValid(_ name: String) -> Bool {
        isIdentifier(name) && !name.hasPrefix("__")
    }

    /// Names that begin with two underscores belong to Prometheus.
    static func isValidLabel(_ name: String) -> Bool {
        isIdentifier(name) && !name.hasPrefix("__")
    }

    /// The nearest valid name: what other libraries call `http.requests` becomes `http_requests`.
    static func sanitized(_ text: String) -> String {
        var name = ""
        for byte in text.utf8.prefix(maximumLength) {
            let character = isLetter(byte) || isDigit(byte) ? Character(UnicodeScalar(byte)) : "_"
            if character == "_", name.last == "_" { continue }
            if name.isEmpty, isDigit(byte) { name = "_" }
            name.append(character)
        }
        return name.isEmpty ? "_" : name
    }

    private static let maximumLength = 200

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) || first == UInt8(ascii: "_") else { return false }
        return name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
