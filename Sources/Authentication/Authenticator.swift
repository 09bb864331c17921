import Synchronization

/// A verifier with a clock, whose policy may change while others ask.
public final class Authenticator: Sendable {
    private let verifier: Mutex<TokenVerifier>
    private let now: @Sendable () -> Int64

    /// - Parameter now: the wall clock, in seconds since 1970.
    public init(verifier: TokenVerifier, now: @escaping @Sendable () -> Int64) {
        self.verifier = Mutex(verifier)
        self.now = now
    }

    public func authenticate(_ token: String) throws(TokenError) -> Identity {
        try current.verify(token, now: now())
    }

    /// Whether the lists of users and groups still let somebody in whose token was good.
    public func allows(_ identity: Identity) -> Bool { current.allows(identity) }

    /// Tokens are judged by this policy from now on.
    ///
    /// - Throws: what makes the policy unusable; then the old one holds.
    public func replacePolicy(with policy: TokenPolicy) throws(PolicyError) {
        let new = try TokenVerifier(policy: policy)
        verifier.withLock { $0 = new }
    }

    private var current: TokenVerifier { verifier.withLock { $0 } }

    /// The token of an `Authorization` header: `Bearer`, in any case, one space, and one token of at most
    /// `TokenVerifier.maximumTokenBytes`, RFC 6750 section 2.1.
    ///
    /// Nil is no permission to go on without a token: a request whose header is there but cannot be read is refused.
    public static func bearerToken(fromAuthorization header: String) -> String? {
        let bytes = Array(header.utf8)
        let (name, rest) = (bytes.prefix(scheme.count), bytes.dropFirst(scheme.count))
        let token = rest.dropFirst()
        // 0x20 is what tells lower case from upper case.
        guard name.map({ $0 | 0x20 }) == scheme, rest.first == UInt8(ascii: " "),
            (1...TokenVerifier.maximumTokenBytes).contains(token.count), token.allSatisfy(isTokenCharacter)
        else { return nil }
        return String(decoding: token, as: UTF8.self)
    }

    private static let scheme = Array("bearer".utf8)

    /// The characters of `token68`, RFC 9110 section 11.2, without the padding that no compact token has.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~+/".utf8.contains(byte)
        }
    }
}
