/// Why a policy cannot be used. Names no secret.
public enum PolicyError: Error, Sendable, Equatable, CustomStringConvertible {
    case noSecret
    /// Shorter than `TokenSecret.minimumBytes`. `keyID` says which one, `bytes` how long it is.
    case secretTooShort(keyID: String?, bytes: Int)
    case emptyKeyID
    case noAlgorithm
    case emptyIssuer
    case emptyAudience
    /// Outside `TokenPolicy.leewayRangeSeconds`.
    case leewayOutOfRange(Int64)
    /// `groupsClaim` or `roleClaim` is empty, both are the same, or one is a claim with a meaning of its own.
    case claimName(String)

    public var description: String {
        switch self {
        case .noSecret: "no secret to verify tokens with"
        case .secretTooShort(let keyID, let bytes):
            "the secret\(keyID.map { " \"\($0)\"" } ?? "") has \(bytes) bytes; "
                + "at least \(TokenSecret.minimumBytes) are needed"
        case .emptyKeyID: "the kid of a secret is empty"
        case .noAlgorithm: "no algorithm is allowed"
        case .emptyIssuer: "the issuer is empty"
        case .emptyAudience: "the audience is empty"
        case .leewayOutOfRange(let seconds):
            "a leeway of \(seconds) seconds is not within \(TokenPolicy.leewayRangeSeconds.lowerBound) to "
                + "\(TokenPolicy.leewayRangeSeconds.upperBound)"
        case .claimName(let name): "\"\(name)\" cannot be the name of the groups or role claim"
        }
    }
}
