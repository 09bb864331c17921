import StrictJSON
import Testing

@testable import Authentication

/// What the tests here share: one secret, one clock.
enum Fixtures {
    static let now: Int64 = 1_800_000_000
    static let secret = TokenSecret(bytes: Array("a secret for these tests only, 44 bytes long".utf8))

    static func policy(_ change: (inout TokenPolicy) -> Void = { _ in }) -> TokenPolicy {
        var policy = TokenPolicy(secrets: [secret])
        change(&policy)
        return policy
    }

    static func verifier(_ change: (inout TokenPolicy) -> Void = { _ in }) throws -> TokenVerifier {
        try TokenVerifier(policy: policy(change))
    }

    /// A good payload, with some claims replaced, and taken away where they are nil.
    static func token(_ claims: KeyValuePairs<String, JSONValue?> = [:], header: [String: JSONValue] = [:]) -> String {
        var members: [String: JSONValue] = ["sub": "alice", "exp": .integer(now + 600)]
        for (name, value) in claims { members[name] = value }
        return TokenMinter(secret: secret).sign(payload: JSONValue.object(members).encoded(), header: header)
    }
}

extension TokenVerifier {
    /// Why a token is refused, or nil when it is accepted.
    func refusal(of token: String, now: Int64 = Fixtures.now) -> TokenError? {
        do {
            _ = try verify(token, now: now)
            return nil
        } catch {
            return error
        }
    }
}
