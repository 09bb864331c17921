import Authentication
import Testing

@Suite struct ShareSecretTests {
    @Test func secretsAreNewAndKnownAgain() throws {
        let secrets = (0..<100).map { _ in ShareSecret.random() }
        #expect(Set(secrets.map(\.text)).count == 100)
        #expect(Set(secrets.map(\.digest)).count == 100)
        for secret in secrets {
            #expect(secret.text.hasPrefix("wts_") && secret.text.utf8.count == 47)
            #expect(try #require(ShareSecret(secret.text)).digest == secret.digest)
        }
    }

    @Test(arguments: [
        "", "wts_", "wts_AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "wts_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        // Bits set where none belong, padding, another alphabet, another case of the prefix.
        "wts_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", "wts_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "wts_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+A", "WTS_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ])
    func otherTextsAreNone(text: String) {
        #expect(ShareSecret(text) == nil)
    }

    @Test func nothingShowsIt() {
        let secret = ShareSecret.random()
        var dumped = ""
        dump(secret, to: &dumped)
        for shown in ["\(secret)", String(reflecting: secret), dumped, "\([secret])"] {
            #expect(!shown.contains(secret.text.dropFirst(4)))
        }
    }
}
