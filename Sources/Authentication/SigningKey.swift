internal import Crypto

/// A secret in the form that signatures are made and checked with. It shows itself no more than `TokenSecret` does.
struct SigningKey: Sendable {
    let keyID: String?
    private let key: SymmetricKey

    init(_ secret: TokenSecret) {
        keyID = secret.keyID
        key = SymmetricKey(data: secret.bytes)
    }

    /// Whether a token with this `kid` may have been signed with this key.
    func isCandidate(forKeyID other: String?) -> Bool { keyID == nil || keyID == other }

    func signature(of input: ArraySlice<UInt8>, algorithm: TokenAlgorithm) -> [UInt8] {
        switch algorithm {
        case .hs256: Array(HMAC<SHA256>.authenticationCode(for: input, using: key))
        case .hs384: Array(HMAC<SHA384>.authenticationCode(for: input, using: key))
        case .hs512: Array(HMAC<SHA512>.authenticationCode(for: input, using: key))
        }
    }

    /// Compares over the full length, in a time that does not depend on where the signatures differ.
    func accepts(_ signature: [UInt8], of input: ArraySlice<UInt8>, algorithm: TokenAlgorithm) -> Bool {
        switch algorithm {
        case .hs256: HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: input, using: key)
        case .hs384: HMAC<SHA384>.isValidAuthenticationCode(signature, authenticating: input, using: key)
        case .hs512: HMAC<SHA512>.isValidAuthenticationCode(signature, authenticating: input, using: key)
        }
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "SigningKey(keyID: \(keyID ?? "nil"), redacted)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["keyID": keyID ?? "nil"]) }
}
