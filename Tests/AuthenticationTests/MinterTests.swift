import StrictJSON
import Testing

@testable import Authentication

struct MinterTests {
    @Test func mintedTokensAreAccepted() throws {
        for algorithm in TokenAlgorithm.allCases {
            let secret = TokenSecret.random(keyID: "k")
            var policy = TokenPolicy(secrets: [secret])
            policy.algorithms = [algorithm]
            policy.issuer = "https://id.test"
            policy.audience = "term"
            let token = TokenMinter(secret: secret, algorithm: algorithm).mint(
                subject: "alice", groups: ["dev", "ops"], role: .viewer, issuer: "https://id.test", audience: "term",
                issuedAt: Fixtures.now, lifetimeSeconds: 60)
            #expect(
                try TokenVerifier(policy: policy).verify(token, now: Fixtures.now)
                    == Identity(userID: "alice", groups: ["dev", "ops"], role: .viewer, expiresAt: Fixtures.now + 60))
        }
    }

    @Test func claimsThatAreNotGivenAreNotThere() throws {
        let token = TokenMinter(secret: Fixtures.secret).mint(subject: "bob", issuedAt: 5, lifetimeSeconds: 60)
        let payload = try #require(Base64URL.decode(token.split(separator: ".")[1].utf8))
        #expect(try JSONValue(parsing: payload) == ["sub": "bob", "iat": 5, "exp": 65])
    }

    @Test func endlessLifetimesDoNotTrap() throws {
        let token = TokenMinter(secret: Fixtures.secret).mint(
            subject: "a", issuedAt: Fixtures.now, lifetimeSeconds: .max)
        #expect(try Fixtures.verifier().refusal(of: token) == nil)
    }

    @Test func theAuthenticatorAsksItsClock() throws {
        let token = TokenMinter(secret: Fixtures.secret).mint(subject: "a", issuedAt: 0, lifetimeSeconds: 60)
        let verifier = try Fixtures.verifier { $0.leewaySeconds = 0 }
        #expect(try Authenticator(verifier: verifier) { 59 }.authenticate(token).userID == "a")
        #expect(throws: TokenError.expired) { try Authenticator(verifier: verifier) { 60 }.authenticate(token) }
    }
}
