import Authentication
import Glibc

extension TokenMinter {
    /// A token that `policy` accepts, signed now with its first secret; nil when it has none.
    static func token(
        for user: String, groups: [String] = [], role: Role? = nil, policy: TokenPolicy, lifetimeSeconds: Int64
    ) -> String? {
        guard let secret = policy.secrets.first,
            let algorithm = TokenAlgorithm.allCases.first(where: policy.algorithms.contains)
        else { return nil }
        return TokenMinter(secret: secret, algorithm: algorithm).mint(
            subject: user, groups: groups, role: role, issuer: policy.issuer, audience: policy.audience,
            issuedAt: Int64(time(nil)), lifetimeSeconds: lifetimeSeconds, policy: policy)
    }
}
