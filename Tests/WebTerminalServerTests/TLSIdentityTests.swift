import Glibc
import Testing
import WebTerminalServer

@Suite struct TLSIdentityTests {
    @Test func aCertificateAndItsKeyAreGood() throws {
        let made = try TestCertificate()
        let identity = try made.identity()
        let now = Int64(time(nil))
        #expect(identity.complaint(now: now) == nil)
        #expect(identity.expiresAt > now + 86_400)
        let (same, other) = (try made.identity(), try TestCertificate().identity())
        #expect(identity == same && identity != other)
    }

    @Test func timesAreComplainedOf() throws {
        let identity = try TestCertificate().identity()
        let complaint = identity.complaint(now: identity.expiresAt + 1)
        #expect(complaint == "the certificate has expired")
        #expect(identity.complaint(now: 0) == "the certificate is not valid yet")
    }

    /// Which of a chain it is has to be said, because it is the one nobody looks at.
    @Test func theWholeChainIsLookedAt() throws {
        let (leaf, other) = (try TestCertificate(days: 20), try TestCertificate(days: 2))
        let identity = try TLSIdentity(
            certificates: leaf.certificate + other.certificate, privateKey: leaf.privateKey)
        let between = Int64(time(nil)) + 10 * 86_400
        #expect(identity.complaint(now: between) == "certificate 2 of the chain has expired")
    }

    @Test func whatDoesNotFitIsRefused() throws {
        let (one, other) = (try TestCertificate(), try TestCertificate())
        #expect(throws: TLSIdentity.Problem.privateKey("is not the key of the first certificate in the chain")) {
            try TLSIdentity(certificates: one.certificate, privateKey: other.privateKey)
        }
        // A chain that begins at the wrong end.
        #expect(throws: TLSIdentity.Problem.privateKey("is not the key of the first certificate in the chain")) {
            try TLSIdentity(certificates: other.certificate + one.certificate, privateKey: one.privateKey)
        }
        for junk in [[], Array("nothing".utf8), one.privateKey, Array(one.certificate.dropLast(60))] {
            #expect(throws: TLSIdentity.Problem.certificate("has no certificate in PEM form")) {
                try TLSIdentity(certificates: junk, privateKey: one.privateKey)
            }
        }
        for junk in [[], Array("nothing".utf8), one.certificate, Array(one.privateKey.dropLast(60))] {
            #expect(
                throws: TLSIdentity.Problem.privateKey("has no private key in PEM form that needs no passphrase")
            ) {
                try TLSIdentity(certificates: one.certificate, privateKey: junk)
            }
        }
    }
}
