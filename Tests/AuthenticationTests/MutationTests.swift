import StrictJSON
import TestKit
import Testing

@testable import Authentication

/// A token is one text; every other text is refused, and none ends the process.
struct MutationTests {
    private let now = Fixtures.now

    @Test func everyFlippedBitIsNoticed() throws {
        let verifier = try Fixtures.verifier()
        let token = Array(Fixtures.token(["groups": ["dev"], "jti": "0123"]).utf8)
        #expect(throws: Never.self) { try verifier.verify(token, now: now) }
        for index in token.indices {
            for bit in 0..<8 {
                var mutated = token
                mutated[index] ^= 1 << UInt8(bit)
                #expect(throws: TokenError.self, "byte \(index) bit \(bit)") { try verifier.verify(mutated, now: now) }
            }
        }
    }

    @Test func everyOtherByteAndLengthIsNoticed() throws {
        let verifier = try Fixtures.verifier()
        let token = Array(Fixtures.token().utf8)
        for index in token.indices {
            #expect(throws: TokenError.self) { try verifier.verify(token[..<index], now: now) }
            var shorter = token
            shorter.remove(at: index)
            // Removing one of two equal neighbours is noticed as well: the length changed.
            #expect(throws: TokenError.self) { try verifier.verify(shorter, now: now) }
            for byte in Array("A.=-_ \u{0}".utf8) + [0x80, 0xFF] {
                var longer = token
                longer.insert(byte, at: index)
                #expect(throws: TokenError.self) { try verifier.verify(longer, now: now) }
            }
        }
        for suffix in ["A", ".", "=", "\n", " ", "\u{0}", ".A"] {
            #expect(throws: TokenError.self) { try verifier.verify(token + Array(suffix.utf8), now: now) }
        }
    }

    @Test func randomBytesDoNotTrap() throws {
        let verifier = try Fixtures.verifier()
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.".utf8)
        for round in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0..<120, using: &random)).map { _ in
                round.isMultiple(of: 2) ? random.next() : alphabet.randomElement(using: &random) ?? 0
            }
            #expect(throws: TokenError.self) { try verifier.verify(bytes, now: now) }
        }
    }

    /// Signed by us, so that random claims get past the signature: still no trap.
    @Test func randomSignedPayloadsDoNotTrap() throws {
        let verifier = try Fixtures.verifier()
        let minter = TokenMinter(secret: Fixtures.secret)
        var random = SystemRandomNumberGenerator()
        let texts = [
            "null", "0", "-1", "1e19", "-1e19", "1e308", "9223372036854775807", "-9223372036854775808", "1e-300",
            "\"\"",
            "\"alice\"", "[]", "{}", "[\"a\"]", "[1]", "true", "1800000600", "1800000000.5", "18446744073709551616",
        ]
        for _ in 0..<5_000 {
            let members = ["sub", "exp", "nbf", "iat", "iss", "aud", "groups", "role"].compactMap { name in
                Bool.random(using: &random) ? "\"\(name)\":\(texts.randomElement(using: &random) ?? "0")" : nil
            }
            let token = minter.sign(payload: Array("{\(members.joined(separator: ","))}".utf8))
            guard let identity = try? verifier.verify(token, now: now) else { continue }
            #expect(identity.userID == "alice" && identity.expiresAt > now - 60)
        }
    }
}
