/// A secret that tokens may be signed with. Printing, interpolating or dumping it does not show it.
public struct TokenSecret: Sendable {
    /// What a token's `kid` has to say for this secret to be tried; nil: tried whatever it says.
    public var keyID: String?
    /// At least `minimumBytes`.
    public var bytes: [UInt8]

    /// In bytes: what RFC 7518 section 3.2 demands for HS256.
    public static let minimumBytes = 32

    public init(keyID: String? = nil, bytes: [UInt8]) {
        self.keyID = keyID
        self.bytes = bytes
    }

    /// The secret that `text` spells: its UTF-8, without the line end that editors and `echo` put into files.
    ///
    /// - Throws: `secretTooShort`.
    public init(text: String, keyID: String? = nil) throws(PolicyError) {
        var bytes = Array(text.utf8)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        self.init(keyID: keyID, bytes: bytes)
        try validate()
    }

    /// A new secret of `minimumBytes` from the system's random generator.
    public static func random(keyID: String? = nil) -> TokenSecret {
        var generator = SystemRandomNumberGenerator()
        return TokenSecret(keyID: keyID, bytes: (0..<minimumBytes).map { _ in generator.next() })
    }

    func validate() throws(PolicyError) {
        guard bytes.count >= Self.minimumBytes else {
            throw .secretTooShort(keyID: keyID, bytes: bytes.count)
        }
        guard keyID != "" else { throw .emptyKeyID }
    }
}

extension TokenSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "TokenSecret(keyID: \(keyID ?? "nil"), redacted)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["keyID": keyID ?? "nil"]) }
}
