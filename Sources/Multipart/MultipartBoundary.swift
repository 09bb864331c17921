/// What separates the parts of a body: up to 70 characters that the sender has made sure not to occur in them.
public struct MultipartBoundary: Sendable, Equatable {
    let bytes: [UInt8]

    /// From a `Content-Type`; nil unless that is `multipart/form-data` with a boundary.
    public init?(contentType: String) {
        var parameters = HeaderParameters(Array(contentType.utf8))
        guard parameters.value.lowercased() == "multipart/form-data" else { return nil }
        var found: [UInt8]?
        while let parameter = parameters.next() {
            guard parameter.name == "boundary" else { continue }
            // Two of them would be read one way here and another way elsewhere.
            guard found == nil else { return nil }
            found = parameter.value
        }
        guard parameters.isValid, let found, (1...Self.maximumBytes).contains(found.count),
            found.allSatisfy(Self.isAllowed), found.last != UInt8(ascii: " ")
        else { return nil }
        bytes = found
    }

    static let maximumBytes = 70

    /// `bchars` of RFC 2046, 5.1.1.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "'()+_,-./:=? ".utf8.contains(byte)
        }
    }
}
