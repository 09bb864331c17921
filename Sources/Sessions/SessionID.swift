/// Names a session: 128 random bits as 22 characters of base64url, so that it can be neither guessed nor escaped.
public struct SessionID: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Nil unless `text` has the form of an id.
    public init?(_ text: String) {
        guard text.utf8.count == 22, text.utf8.allSatisfy(Self.alphabet.contains) else { return nil }
        description = text
    }

    /// A new id from the system's random generator.
    public static func random() -> SessionID {
        var generator = SystemRandomNumberGenerator()
        var letters: [UInt8]
        repeat {
            letters = (0..<22).map { index in
                // 21 characters carry 126 bits; the last one has to carry the remaining two.
                let bits = index == 21 ? 2 : 6
                return alphabet[Int(generator.next() & ((1 << bits) - 1)) << (6 - bits)]
            }
            // With a hyphen in front every command would take it for an option. It costs a fortieth of a bit.
        } while letters.first == UInt8(ascii: "-")
        return SessionID(unchecked: String(decoding: letters, as: UTF8.self))
    }

    private init(unchecked text: String) { description = text }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
}
