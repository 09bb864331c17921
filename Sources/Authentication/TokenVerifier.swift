/// Decides whether a token is good, whose it is and what they may do. Asks nobody, and reads no clock of its own.
public struct TokenVerifier: Sendable {
    private let keys: [SigningKey]
    private let algorithms: Set<TokenAlgorithm>
    private let issuer: ExactNames
    private let audience: ExactNames
    private let leewaySeconds: Int64
    private let groupsClaim: String
    private let roleClaim: String
    private let rules: AccessRules

    /// The longest token that is looked at, in bytes.
    public static let maximumTokenBytes = CompactToken.maximumBytes

    /// - Throws: what makes the policy unusable.
    public init(policy: TokenPolicy) throws(PolicyError) {
        try policy.validate()
        keys = policy.secrets.map(SigningKey.init)
        algorithms = policy.algorithms
        issuer = ExactNames(Set([policy.issuer].compactMap(\.self)))
        audience = ExactNames(Set([policy.audience].compactMap(\.self)))
        leewaySeconds = policy.leewaySeconds
        groupsClaim = policy.groupsClaim
        roleClaim = policy.roleClaim
        rules = AccessRules(policy)
    }

    /// - Parameters:
    ///   - token: a JWT in compact form.
    ///   - now: in seconds since 1970.
    public func verify(_ token: String, now: Int64) throws(TokenError) -> Identity {
        try verify(token.utf8, now: now)
    }

    /// - Parameters:
    ///   - token: a JWT in compact form.
    ///   - now: in seconds since 1970.
    public func verify(_ token: some Collection<UInt8>, now: Int64) throws(TokenError) -> Identity {
        let claims = try TokenClaims(
            parsing: try verifiedPayload(of: token), groupsClaim: groupsClaim, roleClaim: roleClaim)
        guard issuer.isEmpty || claims.issuer.map(issuer.contains) == true else { throw .issuer }
        guard audience.isEmpty || claims.audiences.contains(where: audience.contains) else { throw .audience }
        // Leeway is added to the token's times, which are clamped, and not to the clock's.
        if let notBefore = claims.notBefore, notBefore - leewaySeconds > now { throw .notYetValid }
        // RFC 7519 section 4.1.4: not accepted on or after the time.
        guard now < claims.expiresAt + leewaySeconds else { throw .expired }
        guard rules.allows(user: claims.subject, groups: claims.groups) else { throw .notAllowed }
        return Identity(
            userID: claims.subject, groups: claims.groups,
            role: rules.role(groups: claims.groups, claimed: claims.role), expiresAt: claims.expiresAt)
    }

    /// Whether the lists of users and groups let somebody in.
    func allows(_ identity: Identity) -> Bool {
        rules.allows(user: identity.userID, groups: identity.groups)
    }

    /// The signature layer alone: the payload of a token that one of the keys signed.
    func verifiedPayload(of token: some Collection<UInt8>) throws(TokenError) -> [UInt8] {
        let token = try CompactToken(parsing: token, algorithms: algorithms)
        for key in keys where key.isCandidate(forKeyID: token.keyID) {
            if key.accepts(token.signature, of: token.signingInput, algorithm: token.algorithm) { return token.payload }
        }
        throw .signature
    }
}
