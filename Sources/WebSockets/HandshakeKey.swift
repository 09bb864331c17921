/// `Sec-WebSocket-Key` and its answer (RFC 6455 sections 4.1 and 4.2.2).
public enum HandshakeKey {
    /// Whether `key` is what a client has to send: 16 bytes in base64, in the only form that they have.
    public static func isValid(_ key: some StringProtocol) -> Bool {
        let letters = Array(key.utf8)
        guard letters.count == 24, letters.suffix(2).elementsEqual("==".utf8) else { return false }
        let digits = letters.dropLast(2).compactMap(alphabet.firstIndex(of:))
        // 22 digits carry 132 bits. The last four belong to no byte and are zero in the canonical form.
        return digits.count == 22 && digits.last.map { $0 & 0xF == 0 } == true
    }

    /// The value of `Sec-WebSocket-Accept`: base64 of the SHA-1 of the key and a fixed string.
    public static func accept(for key: some StringProtocol) -> String {
        let digest = SHA1.digest(of: Array(key.utf8) + Array("258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8))
        // 20 bytes: six groups of three, and two bytes that fill three digits and a padding.
        var text = [UInt8]()
        for start in stride(from: 0, to: digest.count, by: 3) {
            let group = digest[start..<min(start + 3, digest.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << ((3 - group.count) * 8)
            for digit in 0...group.count { text.append(alphabet[bits >> (18 - digit * 6) & 63]) }
            text.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - group.count))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
