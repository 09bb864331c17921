internal import Crypto

/// The secret in the link to a shared session: whoever has it is let in. Printing, interpolating or dumping it does not
/// show it; what is kept of it is its digest.
public struct ShareSecret: Sendable {
    /// `prefix` and 43 characters of base64url.
    public let text: String

    /// Tells a share's secret from a token, which has dots, and from everything else where such secrets are searched for.
    public static let prefix = "wts_"
    /// In bytes: as many random ones as nobody can guess.
    static let randomBytes = 32

    /// A new secret from the system's random generator.
    public static func random() -> ShareSecret {
        var generator = SystemRandomNumberGenerator()
        let bytes: [UInt8] = (0..<randomBytes).map { _ in generator.next() }
        return ShareSecret(unchecked: prefix + Base64URL.encode(bytes))
    }

    /// Nil unless `text` has the form of such a secret.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.prefix),
            let bytes = Base64URL.decode(text.utf8.dropFirst(Self.prefix.utf8.count)), bytes.count == Self.randomBytes
        else { return nil }
        self.init(unchecked: text)
    }

    private init(unchecked text: String) { self.text = text }

    public var digest: ShareDigest { ShareDigest(bytes: Array(SHA256.hash(data: Array(text.utf8)))) }
}

/// The SHA-256 of a share's secret: enough to know the secret again, and no use to whoever reads it. To look it up takes
/// no longer for a guess that is nearly right, because nobody can make a digest nearly right.
public struct ShareDigest: Hashable, Sendable {
    private let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }
}

extension ShareSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "ShareSecret(redacted)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
