/// The HMAC algorithms that a configuration may allow.
public enum TokenAlgorithm: String, Sendable, CaseIterable {
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"
}

/// Which tokens are good, and what they let their bearers do.
public struct TokenPolicy: Sendable {
    public var secrets: [TokenSecret]
    public var algorithms: Set<TokenAlgorithm> = [.hs256]
    /// The `iss` a token must have; nil: any, or none.
    public var issuer: String?
    /// What a token's `aud` must contain; nil: anything, or none.
    public var audience: String?
    /// How far clocks may differ, in seconds.
    public var leewaySeconds: Int64 = 60
    /// The claim that holds the list of the bearer's groups.
    public var groupsClaim = "groups"
    /// The claim that holds the bearer's role.
    public var roleClaim = "role"
    /// Members of these groups are admins, whatever the role claim says.
    public var adminGroups: Set<String> = []
    /// Members of these groups, unless they are admins, may only look on.
    public var viewerGroups: Set<String> = []
    /// Empty together with `allowedGroups`: everybody with a good token.
    public var allowedUsers: Set<String> = []
    public var allowedGroups: Set<String> = []
    /// Refused, whatever the other lists say.
    public var deniedUsers: Set<String> = []

    public init(secrets: [TokenSecret]) {
        self.secrets = secrets
    }

    /// What `leewaySeconds` may be. Clocks that differ by more than an hour need repair, not leeway.
    public static let leewayRangeSeconds: ClosedRange<Int64> = 0...3600

    /// - Throws: the first thing that makes the policy unusable.
    func validate() throws(PolicyError) {
        if secrets.isEmpty { throw .noSecret }
        for secret in secrets { try secret.validate() }
        if algorithms.isEmpty { throw .noAlgorithm }
        if issuer == "" { throw .emptyIssuer }
        if audience == "" { throw .emptyAudience }
        guard Self.leewayRangeSeconds.contains(leewaySeconds) else { throw .leewayOutOfRange(leewaySeconds) }
        for name in [groupsClaim, roleClaim] where TokenClaims.ownNames.contains(name) || name.isEmpty {
            throw .claimName(name)
        }
        if groupsClaim == roleClaim { throw .claimName(roleClaim) }
    }
}
