import StrictJSON
import TestKit
import Testing

@testable import Authentication

/// The HMAC vectors of Wycheproof, of which only the signature layer makes sense: their payloads are no claims.
@Suite(.enabled(if: TestVectors.areExpected, "\(TestVectors.skipReason)"))
struct WycheproofTests {
    @Test func everyVectorIsDecidedAsExpected() throws {
        let tests = try #require(try TestVectors.json("jws_hs256_wycheproof_curated.json")["tests"]?.arrayValue)
        #expect(tests.count >= 38)
        for test in tests {
            let key = try #require(test["key_base64url"]?.stringValue)
            var policy = TokenPolicy(secrets: [TokenSecret(bytes: try #require(Base64URL.decode(key.utf8)))])
            policy.algorithms = [try #require(test["alg"]?.stringValue.flatMap(TokenAlgorithm.init))]
            let verifier = try TokenVerifier(policy: policy)
            let payload = try? verifier.verifiedPayload(of: try #require(test["jws"]?.stringValue).utf8)
            let name = "tcId \(test["tcId"]?.integerValue ?? 0) \(test["comment"]?.stringValue ?? "")"
            switch test["result"]?.stringValue {
            case "valid": #expect(payload != nil, "\(name)")
            case "invalid": #expect(payload == nil, "\(name)")
            default: Issue.record("unknown result: \(name)")
            }
        }
    }
}
