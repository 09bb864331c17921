internal import StrictJSON

/// Signs tokens, for development and for the link that a server without configured secrets prints.
public struct TokenMinter: Sendable {
    private let key: SigningKey
    private let algorithm: TokenAlgorithm

    public init(secret: TokenSecret, algorithm: TokenAlgorithm = .hs256) {
        key = SigningKey(secret)
        self.algorithm = algorithm
    }

    /// - Parameters:
    ///   - subject: the user; a verifier refuses what `Identity.isValidUserID` does.
    ///   - issuedAt: in seconds since 1970.
    ///   - policy: says in which claims groups and role are looked for.
    public func mint(
        subject: String, groups: [String] = [], role: Role? = nil, issuer: String? = nil, audience: String? = nil,
        issuedAt: Int64, lifetimeSeconds: Int64, policy: TokenPolicy = TokenPolicy(secrets: [])
    ) -> String {
        let (expiry, overflows) = issuedAt.addingReportingOverflow(lifetimeSeconds)
        var claims: [String: JSONValue] = [
            "sub": .string(subject), "iat": .integer(issuedAt), "exp": .integer(overflows ? .max : expiry),
        ]
        if !groups.isEmpty { claims[policy.groupsClaim] = .array(groups.map(JSONValue.string)) }
        claims[policy.roleClaim] = role.map { .string($0.rawValue) }
        claims["iss"] = issuer.map(JSONValue.string)
        claims["aud"] = audience.map(JSONValue.string)
        return sign(payload: JSONValue.object(claims).encoded())
    }

    /// A token with any payload, and with further members in its header.
    func sign(payload: [UInt8], header: [String: JSONValue] = [:]) -> String {
        var members: [String: JSONValue] = ["alg": .string(algorithm.rawValue), "typ": "JWT"]
        members["kid"] = key.keyID.map(JSONValue.string)
        members.merge(header) { _, given in given }
        let input = Base64URL.encode(JSONValue.object(members).encoded()) + "." + Base64URL.encode(payload)
        return input + "." + Base64URL.encode(key.signature(of: Array(input.utf8)[...], algorithm: algorithm))
    }
}
