import StrictJSON
import Testing

@testable import Authentication

/// Every claim, at its bounds and beyond them.
struct ClaimTests {
    private let now = Fixtures.now

    @Test func subjectsThatCanNameAUser() throws {
        let verifier = try Fixtures.verifier()
        let good = [
            "a", "alice@example.org", "auth0|5f7c", "CN=Al Ice,O=X", "tenant/alice", "..a", "https://id.test/u/1",
        ]
        for subject in good + [String(repeating: "x", count: 256)] {
            #expect(try verifier.verify(Fixtures.token(["sub": .string(subject)]), now: now).userID == subject)
        }
        let bad = [
            "", " ", " a", "a ", "a\nb", "a\u{0}", "a\u{7F}", "..", ".", "../a", "a/..", "a/../b", "a\\..\\b",
            "/etc/passwd",
            "Zoë", "\u{212A}", "a\u{202E}b", String(repeating: "x", count: 257),
        ]
        for subject in bad {
            #expect(
                verifier.refusal(of: Fixtures.token(["sub": .string(subject)])) == .claims,
                "\(subject.debugDescription)")
        }
        for subject in [nil, .null, 7, true, ["alice"], [:]] as [JSONValue?] {
            #expect(verifier.refusal(of: Fixtures.token(["sub": subject])) == .claims)
        }
    }

    @Test func expiryIsRequiredAndExact() throws {
        let verifier = try Fixtures.verifier { $0.leewaySeconds = 10 }
        let cases: [(JSONValue?, TokenError?)] = [
            (.integer(now - 9), nil), (.integer(now - 10), .expired), (.integer(now), nil),
            (.number(Double(now) - 9.5), nil),
            (.number(Double(now) - 10.5), .expired), (.number(1.8e9), nil), (0, .expired), (.integer(.min), .expired),
            (.number(-1e300), .expired), (.integer(.max), nil), (1e19, nil), (1e300, nil), (nil, .claims),
            (.null, .claims),
            (.string("\(now + 600)"), .claims), (true, .claims), ([.integer(now + 600)], .claims), ([:], .claims),
        ]
        for (expiry, error) in cases {
            #expect(verifier.refusal(of: Fixtures.token(["exp": expiry])) == error, "\(String(describing: expiry))")
        }
    }

    /// What others compute with is bounded, and so is every clock.
    @Test func hugeTimesAndClocksDoNotTrap() throws {
        let verifier = try Fixtures.verifier { $0.leewaySeconds = 3600 }
        for expiry in [.integer(.max), 1e19, 1e300] as [JSONValue] {
            let identity = try verifier.verify(Fixtures.token(["exp": expiry]), now: now)
            #expect(identity.expiresAt == 9_223_372_036)
        }
        let clocks: [Int64] = [.min, .min + 1, -1, 0, now, .max - 1, .max]
        for clock in clocks {
            for time in [.integer(.min), .integer(.max), -1e300, 1e300, 0] as [JSONValue] {
                _ = verifier.refusal(of: Fixtures.token(["exp": time, "nbf": time, "iat": time]), now: clock)
            }
        }
        #expect(verifier.refusal(of: Fixtures.token(), now: .max) == .expired)
        #expect(verifier.refusal(of: Fixtures.token(["nbf": 0]), now: .min) == .notYetValid)
    }

    @Test func notBeforeIsHonoured() throws {
        let verifier = try Fixtures.verifier { $0.leewaySeconds = 10 }
        let cases: [(JSONValue?, TokenError?)] = [
            (nil, nil), (.integer(now + 10), nil), (.integer(now + 11), .notYetValid),
            (.number(Double(now) + 9.5), nil),
            (.number(Double(now) + 10.5), .notYetValid), (1e300, .notYetValid), (.integer(.min), nil), (.null, .claims),
            ("0", .claims), ([], .claims),
        ]
        for (notBefore, error) in cases {
            #expect(
                verifier.refusal(of: Fixtures.token(["nbf": notBefore])) == error, "\(String(describing: notBefore))")
        }
    }

    @Test func issuedAtHasToBeATime() throws {
        let verifier = try Fixtures.verifier()
        #expect(verifier.refusal(of: Fixtures.token(["iat": .integer(now + 5000)])) == nil)
        for time in [.null, "0", [], true] as [JSONValue] {
            #expect(verifier.refusal(of: Fixtures.token(["iat": time])) == .claims)
        }
    }

    @Test func issuerAndAudienceAreRequiredOnceConfigured() throws {
        let strict = try Fixtures.verifier {
            $0.issuer = "https://id.test/Å"
            $0.audience = "term"
        }
        let cases: [(JSONValue?, JSONValue?, TokenError?)] = [
            ("https://id.test/Å", "term", nil), ("https://id.test/Å", ["x", "term"], nil), (nil, "term", .issuer),
            ("https://id.test", "term", .issuer), ("https://id.test/A\u{30A}", "term", .issuer),
            (["https://id.test/Å"], "term", .issuer), ("https://id.test/Å", nil, .audience),
            ("https://id.test/Å", [], .audience), ("https://id.test/Å", "Term", .audience),
            ("https://id.test/Å", ["term", 7], .audience), ("https://id.test/Å", [["term"]], .audience),
            ("https://id.test/Å", ["term": "term"], .audience), (.null, "term", .issuer),
            ("https://id.test/Å", .null, .audience),
        ]
        let lax = try Fixtures.verifier()
        for (issuer, audience, error) in cases {
            let token = Fixtures.token(["iss": issuer, "aud": audience])
            #expect(strict.refusal(of: token) == error, "\(String(describing: issuer)) \(String(describing: audience))")
            #expect(lax.refusal(of: token) == nil)
        }
    }

    @Test func payloadsThatAreNoObjectsAreMalformed() throws {
        let verifier = try Fixtures.verifier()
        for payload in [
            "null", "[]", "\"alice\"", "1", "{} ", "{\"sub\":\"a\",\"exp\":9e9,}",
            "{\"sub\":\"a\",\"sub\":\"b\",\"exp\":9e9}",
        ] {
            let token = TokenMinter(secret: Fixtures.secret).sign(payload: Array(payload.utf8))
            #expect(verifier.refusal(of: token) == (payload == "{} " ? .claims : .malformed), "\(payload)")
        }
    }
}
