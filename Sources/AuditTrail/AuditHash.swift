internal import Crypto

/// SHA-256, in 64 digits.
struct AuditHash: Hashable, Sendable, CustomStringConvertible {
    let description: String

    /// What the first event of a chain has for its predecessor.
    static let zero = AuditHash(unchecked: String(repeating: "0", count: 64))

    /// The hash of these bytes.
    init(of bytes: some Sequence<UInt8>) {
        var digits: [UInt8] = []
        digits.reserveCapacity(64)
        for byte in SHA256.hash(data: Array(bytes)) {
            digits.append(Self.digits[Int(byte >> 4)])
            digits.append(Self.digits[Int(byte & 15)])
        }
        description = String(decoding: digits, as: UTF8.self)
    }

    /// Nil unless `text` is 64 digits in lower case.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count == 64, text.utf8.allSatisfy(Self.digits.contains) else { return nil }
        description = String(text)
    }

    private init(unchecked: String) { description = unchecked }

    private static let digits = Array("0123456789abcdef".utf8)
}
