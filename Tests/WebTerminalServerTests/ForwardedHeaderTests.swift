import TestKit
import Testing

@testable import WebTerminalServer

@Suite struct ForwardedHeaderTests {
    private typealias Element = ForwardedHeader.Element

    private static func address(_ text: String) throws -> ForwardedNode {
        .address(try #require(IPAddress(text)))
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:8080", "192.0.2.1"), ("192.0.2.1:_p", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"), ("[2001:db8::1]:443", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ])
    func aNodeMayHaveAPort(text: String, address: String) throws {
        let node = try Self.address(address)
        #expect(ForwardedNode(text) == node)
    }

    @Test(arguments: [
        "", "unknown", "_hidden", "localhost", "192.0.2.1:", "192.0.2.1:x", "192.0.2.1:123456", "[192.0.2.1]", "[::1",
        "[::1]x", "[::1]:", "[::1]443", "192.0.2.1,", "\"192.0.2.1\"", "192.0.2.1:_",
    ])
    func whatIsNoAddressIsHidden(text: String) { #expect(ForwardedNode(text) == .hidden) }

    /// The examples of RFC 7239, section 4 and 7.
    @Test func theExamplesOfTheStandardAreRead() throws {
        let quoted = try ForwardedHeader([#"For="[2001:db8:cafe::17]:4711""#])
        let (first, second) = (try Self.address("192.0.2.43"), try Self.address("198.51.100.17"))
        let (third, sixth) = (try Self.address("192.0.2.60"), try Self.address("2001:db8:cafe::17"))
        #expect(quoted.elements == [Element(node: sixth)])
        let full = try ForwardedHeader(["for=192.0.2.60;proto=http;by=203.0.113.43"])
        #expect(full.elements == [Element(node: third, proto: "http")])
        let two = try ForwardedHeader(["for=192.0.2.43, for=198.51.100.17"])
        #expect(two.elements.map(\.node) == [first, second])
        let hidden = try ForwardedHeader([#"for=_gazonk"#, #"for=unknown;host="a.example:8080""#])
        #expect(hidden.elements == [Element(node: .hidden), Element(node: .hidden, host: "a.example:8080")])
        #expect(try ForwardedHeader([#"for="a\"b\\c""#]).elements == [Element(node: .hidden)])
    }

    @Test(arguments: [
        "", " ", "for", "for=", "=x", "for =a", "for= a", "for=a;", ";for=a", "for=a;;proto=b", "for=a,", ",for=a",
        "for=a;for=b", "for=a; proto=b", #"for="a"#, #"for="a\"#, #"for="a"b"#, "for=[::1]", "for=::1", "for=a b",
        "for=\"a\u{1}\"", "for=ä", #"for="ä""#, "for=a\tproto=b",
    ])
    func nothingIsRepaired(text: String) {
        #expect(throws: ForwardedHeader.Malformed.self) { try ForwardedHeader([text]) }
    }

    /// Whatever a client sends in front, in a field of its own or in the same one, ends as elements in front of the
    /// proxy's, or makes the whole unreadable. It never changes what the proxy said.
    @Test(.timeLimit(.minutes(1))) func whatAProxyAppendsIsLastOrNothingIs() throws {
        var random = SeededRandom(seed: 7239)
        let alphabet = Array("for=;,\"\\ \t[]:._-1a:protohs\u{7f}".utf8)
        let last = Element(node: try Self.address("192.0.2.9"), proto: "https")
        var readable = 0
        for _ in 0..<50_000 {
            let count = Int.random(in: 0...24, using: &random)
            let junk = String(
                decoding: (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0x20 }, as: UTF8.self)
            for fields in [[junk + ", for=192.0.2.9;proto=https"], [junk, "for=192.0.2.9;proto=https"]] {
                guard let header = try? ForwardedHeader(fields) else { continue }
                readable += 1
                #expect(header.elements.last == last, "\(fields)")
            }
        }
        #expect(readable > 0)
    }
}
