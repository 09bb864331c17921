import TestKit
import Testing

@testable import WebTerminalServer

@Suite struct ProxyHeaderTests {
    private static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10]
    private static let v4: [UInt8] = [198, 51, 100, 7, 192, 0, 2, 1, 0x12, 0x67, 1, 187]
    private static let v6: [UInt8] =
        [0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [7]
        + [UInt8](repeating: 0, count: 15) + [1] + [0x12, 0x67, 1, 187]

    private static func binary(_ command: UInt8, _ family: UInt8, _ rest: [UInt8]) -> [UInt8] {
        signature + [command, family, UInt8(rest.count >> 8), UInt8(rest.count & 0xFF)] + rest
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var bytes: [UInt8]
        var source: String?

        init(_ bytes: [UInt8], _ source: String? = nil) { (self.bytes, self.source) = (bytes, source) }
        init(_ text: String, _ source: String? = nil) { self.init(Array(text.utf8), source) }

        var testDescription: String { String(decoding: bytes, as: UTF8.self).debugDescription }
    }

    static let good = [
        Case("PROXY TCP4 198.51.100.7 192.0.2.1 4711 443\r\n", "198.51.100.7"),
        Case("PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n", "2001:db8::7"),
        Case("PROXY TCP6 ::ffff:198.51.100.7 ::1 0 65535\r\n", "198.51.100.7"),
        Case("PROXY UNKNOWN\r\n"),
        Case("PROXY UNKNOWN ffff:f:f:f:f:f:f:f ffff:f:f:f:f:f:f:f 65535 65535\r\n"),
        Case(binary(0x21, 0x11, v4), "198.51.100.7"), Case(binary(0x21, 0x21, v6), "2001:db8::7"),
        // Behind the addresses comes what nobody asks for.
        Case(binary(0x21, 0x11, v4 + [3, 0, 4, 1, 2, 3, 4]), "198.51.100.7"),
        Case(binary(0x20, 0x11, v4)), Case(binary(0x20, 0x00, [])), Case(binary(0x21, 0x00, [])),
        Case(binary(0x21, 0x31, [UInt8](repeating: 0, count: 216))),
    ]

    @Test(arguments: good) func itSaysWhoIsSpokenFor(example: Case) throws {
        let header = try #require(try ProxyHeader(example.bytes + Array("GET / HTTP/1.1\r\n".utf8)))
        #expect(header.source?.description == example.source)
        #expect(header.length == example.bytes.count)
        // However it comes in parts, nothing is decided before it is whole.
        for count in 0..<example.bytes.count { #expect(try ProxyHeader(Array(example.bytes[..<count])) == nil) }
    }

    @Test(arguments: [
        Case("GET / HTTP/1.1\r\n"), Case("proxy TCP4 198.51.100.7 192.0.2.1 1 2\r\n"), Case("PROXY\r\n"),
        Case("PROXY TCP4 198.51.100.7 192.0.2.1 4711 443\n"), Case("PROXY TCP4 198.51.100.7 192.0.2.1 4711\r\n"),
        Case("PROXY TCP4 198.51.100.7 192.0.2.1 4711 443 \r\n"), Case("PROXY  TCP4 198.51.100.7 192.0.2.1 1 2\r\n"),
        Case("PROXY TCP4 198.51.100.7 192.0.2.1 4711 65536\r\n"), Case("PROXY TCP4 198.51.100.7 192.0.2.1 04 5\r\n"),
        Case("PROXY TCP4 2001:db8::7 2001:db8::1 1 2\r\n"), Case("PROXY TCP6 198.51.100.7 192.0.2.1 1 2\r\n"),
        Case("PROXY TCP4 198.51.100.7 localhost 1 2\r\n"), Case("PROXY UDP4 198.51.100.7 192.0.2.1 1 2\r\n"),
        Case("PROXY TCP4 " + String(repeating: "1", count: 120)), Case("PROXY \u{1}\n"), Case("\n"), Case([13, 10, 0]),
        Case([0x16, 3, 1]), Case(binary(0x11, 0x11, v4)), Case(binary(0x22, 0x11, v4)), Case(binary(0x21, 0x13, v4)),
        Case(binary(0x21, 0x41, v4)), Case(binary(0x21, 0x11, Array(v4.dropLast()))),
        Case(binary(0x21, 0x21, Array(v6.dropLast()))), Case(binary(0x21, 0x11, [])),
        Case(binary(0x21, 0x11, [UInt8](repeating: 0, count: 2033))), Case(signature + [0x21, 0x11, 0xFF, 0xFF]),
    ])
    func nothingElseIsTaken(example: Case) {
        #expect(throws: ProxyHeader.Malformed.self) { try ProxyHeader(example.bytes) }
    }

    /// Whatever comes: it is refused, or waited for within the bound, or taken, and never more than is there.
    @Test(.timeLimit(.minutes(1))) func arbitraryBytesDoNoHarm() {
        var random = SeededRandom(seed: 4711)
        for round in 0..<50_000 {
            var bytes = Self.good[round % Self.good.count].bytes
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            guard let parsed = try? ProxyHeader(bytes) else { continue }
            #expect(parsed.length <= bytes.count)
        }
    }
}
