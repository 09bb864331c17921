internal import HTTPTypes
internal import TerminalProtocol

/// The SHA-256 that a client says its upload has: `Content-Digest` or `Repr-Digest` (RFC 9530), which are the same here,
/// or the same in hexadecimal as `X-Content-SHA256`, for those who have nothing but `sha256sum`.
enum ContentDigest {
    static let hexName = "X-Content-SHA256"

    /// - Returns: 32 bytes; nil: the client says nothing, or nothing of this kind.
    static func sha256(_ fields: HTTPFields) throws(ErrorBody) -> [UInt8]? {
        var found: [UInt8]?
        for (name, read) in readers {
            guard let value = HTTPField.Name(name).flatMap({ fields[$0] }) else { continue }
            switch read(value) {
            case .other: continue
            case .malformed:
                throw ErrorBody(
                    .validationError, "\(name) is not a SHA-256 in the form that it has to have.",
                    details: ["field": name])
            case .digest(let digest):
                guard found == nil || found == digest else {
                    throw ErrorBody(.validationError, "Two headers name two digests.", details: ["field": name])
                }
                found = digest
            }
        }
        return found
    }

    private enum Reading {
        case digest([UInt8])
        /// Of another algorithm.
        case other
        case malformed
    }

    private static let readers: [(String, @Sendable (String) -> Reading)] = [
        ("Content-Digest", structured), ("Repr-Digest", structured), (hexName, hexadecimal),
    ]

    private static let byteCount = 32

    /// `sha-256=:base64:`, maybe among others.
    private static func structured(_ value: String) -> Reading {
        for member in value.split(separator: ",") {
            let text = member.drop { $0 == " " || $0 == "\t" }
            guard text.lowercased().hasPrefix("sha-256=") else { continue }
            var encoded = text.dropFirst("sha-256=".count)
            while encoded.last == " " || encoded.last == "\t" { encoded.removeLast() }
            guard encoded.count > 2, encoded.first == ":", encoded.last == ":",
                let bytes = base64(encoded.dropFirst().dropLast()), bytes.count == byteCount
            else { return .malformed }
            return .digest(bytes)
        }
        return .other
    }

    private static func base64(_ text: Substring) -> [UInt8]? {
        // 32 bytes end with one character of padding, always.
        guard text.utf8.count == 44, text.hasSuffix("=") else { return nil }
        var bytes: [UInt8] = []
        var (bits, count) = (0, 0)
        for character in text.utf8.dropLast() {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            bits = (bits << 6 | value) & 0xFFFF
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        }
        return bits & ((1 << count) - 1) == 0 ? bytes : nil
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func hexadecimal(_ value: String) -> Reading {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in value {
            guard character.isASCII, let digit = character.hexDigitValue.map(UInt8.init) else { return .malformed }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return high == nil && bytes.count == byteCount ? .digest(bytes) : .malformed
    }
}
