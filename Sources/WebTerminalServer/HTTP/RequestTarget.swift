/// The path and the query of a request, in the one form that is served: an absolute path without tricks. What a
/// proxy in front might read in another way than we do is refused.
struct RequestTarget: Equatable, Sendable {
    /// Percent-decoded once. Begins with `/`, has no `.`, `..` or empty segment, no `\` and no control character.
    var path: String
    /// In order, percent-decoded; `+` is a space.
    var query: [QueryItem]

    struct QueryItem: Equatable, Sendable {
        var name: String
        var value: String
    }

    /// - Parameter text: the target as it stands in the request line.
    init(_ text: String) throws(ErrorResponse) {
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "/") else {
            throw .badRequest("The request target must be an absolute path, such as /health.")
        }
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
            throw .badRequest("The request target contains a character that must be percent-encoded.")
        }
        let pathEnd = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        path = try Self.path(bytes[..<pathEnd])
        query = pathEnd == bytes.endIndex ? [] : try Self.query(bytes[(pathEnd + 1)...])
    }

    /// The first value of a name; nil when it does not occur.
    func first(_ name: String) -> String? { query.first { $0.name == name }?.value }

    private static func path(_ bytes: ArraySlice<UInt8>) throws(ErrorResponse) -> String {
        if bytes.count == 1 { return "/" }
        var path = ""
        for segment in bytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let text = try decode(segment)
            guard !text.isEmpty else { throw .badRequest("The path has an empty segment.") }
            guard text != ".", text != ".." else { throw .badRequest("The path has a segment of dots.") }
            guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }) else {
                throw .badRequest("The path has an encoded slash or a backslash.")
            }
            path += "/" + text
        }
        return path
    }

    private static func query(_ bytes: ArraySlice<UInt8>) throws(ErrorResponse) -> [QueryItem] {
        var items: [QueryItem] = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let spaced = pair.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
            let nameEnd = spaced.firstIndex(of: UInt8(ascii: "=")) ?? spaced.endIndex
            let name = try decode(spaced[..<nameEnd])
            items.append(QueryItem(name: name, value: try decode(spaced[nameEnd...].dropFirst())))
        }
        return items
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) throws(ErrorResponse) -> String {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
                    throw .badRequest(
                        "The request target has a percent sign that two hexadecimal digits do not follow.")
                }
                decoded.append(high << 4 | low)
            } else {
                decoded.append(byte)
            }
        }
        guard let text = String(validating: decoded, as: UTF8.self),
            decoded.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else {
            throw .badRequest("The request target encodes a control character or what is not UTF-8.")
        }
        return text
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
