import StrictJSON
import TestKit
import Testing

@testable import Authentication

/// `jwt_attacks.json`, each vector under its policy profile, at the file's own time.
@Suite(.enabled(if: TestVectors.areExpected, "\(TestVectors.skipReason)"))
struct AttackVectorTests {
    @Test func everyVectorIsDecidedAsExpected() throws {
        let file = try TestVectors.json("jwt_attacks.json")
        let secret = TokenSecret(bytes: Array(try #require(file["secret_ascii"]?.stringValue).utf8))
        let now = try #require(file["now_unix"]?.integerValue)
        let verifiers = try #require(file["profiles"]?.objectValue).mapValues { try verifier(secret, profile: $0) }
        var decided: [String: Int] = [:]
        for vector in try #require(file["vectors"]?.arrayValue) {
            let profile = vector["profile"]?.stringValue ?? "default"
            let verifier = try #require(verifiers[profile])
            let error = verifier.refusal(of: try token(of: vector, secret: secret, now: now), now: now)
            let title = [vector["id"], vector["name"]].compactMap { $0?.stringValue }.joined(separator: " ")
            let name = "\(title): \(error?.reason ?? "accepted")"
            switch vector["expect"]?.stringValue {
            case "accept": #expect(error == nil, "\(name)")
            case "reject": #expect(error != nil, "\(name)")
            case "either": break
            default: Issue.record("unknown expectation: \(name)")
            }
            decided[profile, default: 0] += 1
        }
        #expect(decided.values.reduce(0, +) >= 151)
        #expect(Set(decided.keys) == ["default", "strict", "leeway60"])
    }

    private func verifier(_ secret: TokenSecret, profile: JSONValue) throws -> TokenVerifier {
        var policy = TokenPolicy(secrets: [secret])
        let algorithms = try #require(profile["algorithms"]?.arrayValue)
        policy.algorithms = Set(algorithms.compactMap(\.stringValue).compactMap(TokenAlgorithm.init))
        policy.leewaySeconds = try #require(profile["leeway_seconds"]?.integerValue)
        policy.issuer = profile["issuer"]?.stringValue
        policy.audience = profile["audience"]?.stringValue
        return try TokenVerifier(policy: policy)
    }

    /// The token itself, or the one that the vector's recipe makes.
    private func token(of vector: JSONValue, secret: TokenSecret, now: Int64) throws -> String {
        if let token = vector["token"]?.stringValue { return token }
        let recipe = try #require(vector["recipe"])
        let claim = try #require(recipe["pad_claim"]?.stringValue)
        let byte = try #require(recipe["pad_byte"]?.stringValue)
        let length = try #require(recipe["pad_length"]?.integerValue)
        let payload: JSONValue = [
            "sub": "alice", "exp": .integer(now + 3600), claim: .string(String(repeating: byte, count: Int(length))),
        ]
        return TokenMinter(secret: secret).sign(payload: payload.encoded())
    }
}
