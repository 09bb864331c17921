import StrictJSON
import TestKit
import Testing

@testable import Authentication

struct BearerTokenTests {
    @Test func oneTokenAfterOneSpace() {
        for header in ["Bearer a.b-c_d~1+/", "bearer a.b-c_d~1+/", "BEARER a.b-c_d~1+/"] {
            #expect(Authenticator.bearerToken(fromAuthorization: header) == "a.b-c_d~1+/")
        }
        let longest = String(repeating: "a", count: 8192)
        #expect(Authenticator.bearerToken(fromAuthorization: "Bearer " + longest) == longest)
    }

    @Test func anythingElseIsNone() {
        let headers = [
            "", "Bearer", "Bearer ", "Bearer  a.b.c", "Bearer\ta.b.c", " Bearer a.b.c", "Bearer a.b.c ",
            "Bearer a.b.c\n",
            "Bearer a.b.c, Bearer d.e.f", "Bearer a.b.c,d.e.f", "Bearer a b", "Bearer \"a.b.c\"", "Bearera.b.c",
            "Bearer:a.b.c",
            "Bearer\u{0}a.b.c", "Bearer a.b.c\u{0}", "Bearer ä", "Basic YTpi", "Basic a.b.c", "a.b.c", "Token a.b.c",
            "\u{2}earer a.b.c", "Bearer a=", "Bearer a.b.c;x=1", "Bearer %61.b.c", "B\u{C9}arer a.b.c",
        ]
        for header in headers + ["Bearer " + String(repeating: "a", count: 8193)] {
            #expect(
                Authenticator.bearerToken(fromAuthorization: header) == nil, "\(header.prefix(40).debugDescription)")
        }
    }

    /// The `auth-` vectors of `http_raw.json`: no header in them gives a token that is good.
    @Test(.enabled(if: TestVectors.areExpected, "\(TestVectors.skipReason)"))
    func rawRequestsCarryNoGoodToken() throws {
        let verifier = try Fixtures.verifier()
        let vectors = try #require(try TestVectors.json("http_raw.json")["vectors"]?.arrayValue)
        var headers = 0
        for vector in vectors where vector["id"]?.stringValue?.hasPrefix("auth-") == true {
            let request = try #require(vector["raw"]?.stringValue)
            for line in request.split(separator: "\r\n") where line.lowercased().hasPrefix("authorization: ") {
                headers += 1
                let value = String(line.dropFirst("authorization: ".count))
                guard let token = Authenticator.bearerToken(fromAuthorization: value) else { continue }
                #expect(verifier.refusal(of: token) != nil, "\(vector["id"]?.stringValue ?? "")")
            }
        }
        #expect(headers >= 5)
    }
}
