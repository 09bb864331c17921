import StrictJSON
import Testing

@testable import Authentication

/// The header, the algorithms and the choice among secrets.
struct HeaderTests {
    @Test func extensionsAreRefused() throws {
        let verifier = try Fixtures.verifier()
        for header in [["crit": ["exp"]], ["crit": []], ["crit": nil], ["b64": true], ["b64": false]]
            as [[String: JSONValue]]
        {
            #expect(verifier.refusal(of: Fixtures.token(header: header)) == .malformed)
        }
    }

    @Test func keysThatATokenBringsAreIgnored() throws {
        let verifier = try Fixtures.verifier()
        let header: [String: JSONValue] = [
            "jku": "http://127.0.0.1:9/k.json", "x5u": "file:///etc/passwd", "jwk": ["kty": "oct", "k": ""], "typ": "x",
        ]
        #expect(verifier.refusal(of: Fixtures.token(header: header)) == nil)
    }

    @Test func theAlgorithmComesFromThePolicy() throws {
        for signed in TokenAlgorithm.allCases {
            let token = TokenMinter(secret: Fixtures.secret, algorithm: signed)
                .mint(subject: "alice", issuedAt: Fixtures.now, lifetimeSeconds: 60)
            for allowed in TokenAlgorithm.allCases {
                let verifier = try Fixtures.verifier { $0.algorithms = [allowed] }
                #expect(verifier.refusal(of: token) == (signed == allowed ? nil : .algorithm))
            }
            #expect(try Fixtures.verifier { $0.algorithms = Set(TokenAlgorithm.allCases) }.refusal(of: token) == nil)
            // The label of one algorithm over the code of another.
            for claimed in TokenAlgorithm.allCases where claimed != signed {
                let liar = TokenMinter(secret: Fixtures.secret, algorithm: signed)
                    .sign(
                        payload: Array(#"{"sub":"alice","exp":9e9}"#.utf8), header: ["alg": .string(claimed.rawValue)])
                let verifier = try Fixtures.verifier { $0.algorithms = Set(TokenAlgorithm.allCases) }
                #expect(verifier.refusal(of: liar) == .signature)
            }
        }
    }

    @Test func keyIDsPickAmongSecrets() throws {
        func secret(_ keyID: String?, _ letter: UInt8) -> TokenSecret {
            TokenSecret(keyID: keyID, bytes: [UInt8](repeating: letter, count: 32))
        }
        func token(signedWith letter: UInt8, keyID: String?) -> String {
            TokenMinter(secret: secret(keyID, letter)).mint(subject: "a", issuedAt: Fixtures.now, lifetimeSeconds: 60)
        }
        let verifier = try TokenVerifier(
            policy: TokenPolicy(secrets: [
                secret("old", 1), secret("new", 2), secret("new", 3), secret(nil, 4), secret(nil, 5),
            ]))
        let cases: [(UInt8, String?, TokenError?)] = [
            (1, "old", nil), (2, "new", nil), (3, "new", nil), (4, nil, nil), (5, nil, nil), (4, "old", nil),
            (5, "other", nil),
            (1, "new", .signature), (2, "old", .signature), (1, nil, .signature), (2, "", .signature),
            (6, nil, .signature),
            (6, "new", .signature), (1, "OLD", .signature),
        ]
        for (letter, keyID, error) in cases {
            #expect(
                verifier.refusal(of: token(signedWith: letter, keyID: keyID)) == error, "\(letter) \(keyID ?? "nil")")
        }
        for keyID in [.null, 7, [], ["old"]] as [JSONValue] {
            #expect(try Fixtures.verifier().refusal(of: Fixtures.token(header: ["kid": keyID])) == .malformed)
        }
    }

    @Test func theLengthIsBoundedBeforeAnythingElse() throws {
        let verifier = try Fixtures.verifier()
        #expect(verifier.refusal(of: String(repeating: ".", count: 8193)) == .tooLong)
        #expect(verifier.refusal(of: String(repeating: ".", count: 8192)) == .malformed)
        let pad = String(repeating: "x", count: 5900)
        let token = Fixtures.token(["pad": .string(pad)])
        #expect(token.utf8.count < 8192)
        #expect(verifier.refusal(of: token) == nil)
    }
}
