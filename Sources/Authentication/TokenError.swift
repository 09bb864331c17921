/// Why a token was refused. It holds nothing of the token, so it can be logged and counted; clients are told no more
/// than `isExpired` and `isForbidden` say.
public enum TokenError: String, Error, Sendable, CaseIterable {
    /// Longer than `CompactToken.maximumBytes`. Refused before anything is decoded.
    case tooLong = "too_long"
    /// Not three parts of canonical base64url, or a header or payload that is no strict JSON object, or a header
    /// that asks for an extension.
    case malformed
    /// An `alg` that is missing or that the policy does not allow.
    case algorithm
    /// No secret that the token may be signed with made this signature.
    case signature
    /// A claim that is missing or not of its type: `sub`, `exp`, `nbf`, `iat`, groups, role.
    case claims
    /// `iss` is not the one the policy asks for.
    case issuer
    /// `aud` does not hold the one the policy asks for.
    case audience
    /// `nbf` is still to come.
    case notYetValid = "not_yet_valid"
    /// `exp` has passed.
    case expired
    /// A good token, of somebody whom the policy keeps out.
    case notAllowed = "not_allowed"

    /// The value of the metric label `reason`.
    public var reason: String { rawValue }

    /// Whether a fresh token would do: `JWT_EXPIRED` rather than `JWT_INVALID`.
    public var isExpired: Bool { self == .expired }

    /// Whether the bearer is known and kept out: `FORBIDDEN` rather than `JWT_INVALID`.
    public var isForbidden: Bool { self == .notAllowed }
}
