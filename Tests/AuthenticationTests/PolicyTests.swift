import Testing

@testable import Authentication

struct PolicyTests {
    private func error(_ change: (inout TokenPolicy) -> Void) -> PolicyError? {
        do {
            _ = try TokenVerifier(policy: Fixtures.policy(change))
            return nil
        } catch {
            return error
        }
    }

    @Test func unusablePoliciesSayWhy() {
        let short = TokenSecret(keyID: "k", bytes: [UInt8](repeating: 1, count: 31))
        #expect(error { _ in } == nil)
        #expect(error { $0.secrets = [] } == .noSecret)
        #expect(error { $0.secrets.append(short) } == .secretTooShort(keyID: "k", bytes: 31))
        #expect(error { $0.secrets[0].keyID = "" } == .emptyKeyID)
        #expect(error { $0.algorithms = [] } == .noAlgorithm)
        #expect(error { $0.issuer = "" } == .emptyIssuer)
        #expect(error { $0.audience = "" } == .emptyAudience)
        #expect(error { $0.leewaySeconds = -1 } == .leewayOutOfRange(-1))
        #expect(error { $0.leewaySeconds = 3601 } == .leewayOutOfRange(3601))
        #expect(error { $0.leewaySeconds = .max } == .leewayOutOfRange(.max))
        #expect(error { $0.leewaySeconds = 3600 } == nil)
        #expect(error { $0.groupsClaim = "" } == .claimName(""))
        #expect(error { $0.roleClaim = "sub" } == .claimName("sub"))
        #expect(error { $0.roleClaim = "groups" } == .claimName("groups"))
        #expect(
            PolicyError.secretTooShort(keyID: "k", bytes: 31).description
                == "the secret \"k\" has 31 bytes; at least 32 are needed")
    }

    @Test func secretsAreReadFromText() throws {
        let text = String(repeating: "é", count: 16)
        for ending in ["", "\n", "\r\n"] {
            #expect(try TokenSecret(text: text + ending).bytes == Array(text.utf8))
        }
        #expect(try TokenSecret(text: text + "\n\n").bytes.count == 33)
        #expect(try TokenSecret(text: " " + text, keyID: "a").keyID == "a")
        #expect(throws: PolicyError.secretTooShort(keyID: nil, bytes: 31)) {
            try TokenSecret(text: String(repeating: "x", count: 31) + "\n")
        }
        #expect(throws: PolicyError.secretTooShort(keyID: nil, bytes: 0)) { try TokenSecret(text: "") }
    }

    @Test func randomSecretsDiffer() {
        let secrets = (0..<100).map { _ in TokenSecret.random().bytes }
        #expect(secrets.allSatisfy { $0.count == TokenSecret.minimumBytes })
        #expect(Set(secrets).count == 100)
    }

    /// Whatever way a value is printed, the secret is not in it: neither its text nor its bytes as a list.
    @Test func secretsAreNotPrinted() throws {
        let text = "SECRET-SECRET-SECRET-SECRET-SECRET"
        let secret = try TokenSecret(text: text, keyID: "k")
        let policy = TokenPolicy(secrets: [secret])
        let minter = TokenMinter(secret: secret)
        let values: [Any] = [
            secret, [secret], policy, try TokenVerifier(policy: policy), minter,
            Authenticator(verifier: try TokenVerifier(policy: policy)) { 0 },
        ]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            for printed in ["\(value)", String(describing: value), String(reflecting: value), dumped] {
                #expect(!printed.contains("SECRET") && !printed.contains("83, 69, 67") && !printed.contains("83\n"))
            }
        }
        #expect("\(secret)" == "TokenSecret(keyID: k, redacted)")
    }
}
