/// What a client's headers say about the form of the answer that it has, or wants.
enum Conditional {
    /// Whether the client has what `etag`, a strong one, names (RFC 9110, 13.1.2, by weak comparison).
    static func matches(_ ifNoneMatch: String?, etag: String) -> Bool {
        guard let ifNoneMatch else { return false }
        return elements(ifNoneMatch).contains { element in
            element == "*" || element == etag || element == "W/" + etag
        }
    }

    /// Whether `Accept-Encoding` allows gzip (RFC 9110, 12.5.3).
    static func acceptsGzip(_ acceptEncoding: String?) -> Bool {
        guard let acceptEncoding else { return false }
        var weights: [String: Double] = [:]
        for element in elements(acceptEncoding) {
            let parts = element.split(separator: ";").map(trim)
            guard let coding = parts.first?.lowercased() else { continue }
            let weight = parts.dropFirst().first { $0.lowercased().hasPrefix("q=") }?.dropFirst(2)
            weights[coding] = weight.map { Double($0) ?? 0 } ?? 1
        }
        return (weights["gzip"] ?? weights["*"] ?? 0) > 0
    }

    private static func elements(_ list: String) -> [Substring] { list.split(separator: ",").map(trim) }

    private static func trim(_ text: Substring) -> Substring {
        let isBlank = { (letter: Character) in letter == " " || letter == "\t" }
        var text = text.drop(while: isBlank)
        while text.last.map(isBlank) == true { text.removeLast() }
        return text
    }
}
