import TestKit
import Testing

@testable import Workspaces

@Suite struct EscapedNameTests {
    @Test(arguments: [
        ("plain.txt", "plain.txt"), ("Grüße 👋🏽", "Grüße 👋🏽"), (#"a\b"#, #"a\\b"#), ("a\nb", #"a\x0Ab"#),
        ("\u{1B}[31m", #"\x1B[31m"#), ("\u{7F}", #"\x7F"#), ("\u{85}", #"\xC2\x85"#),
        ("a\u{202E}b", #"a\xE2\x80\xAEb"#),
        ("\u{2028}", #"\xE2\x80\xA8"#),
    ])
    func text(name: String, expected: String) {
        #expect(EscapedName.text(name.utf8) == expected)
        #expect(EscapedName.bytes(expected.utf8) == Array(name.utf8))
    }

    @Test func bytesThatAreNoUTF8() {
        #expect(EscapedName.text([0x61, 0xFF, 0xC3, 0x28, 0xF0, 0x9F]) == #"a\xFF\xC3(\xF0\x9F"#)
    }

    @Test(arguments: [#"\"#, #"a\"#, #"\n"#, #"\x"#, #"\x1"#, #"\xG0"#, #"\X41"#])
    func noEscape(text: String) { #expect(EscapedName.bytes(text.utf8) == nil) }

    @Test func everyNameComesBack() {
        var random = SeededRandom(seed: 11)
        for _ in 0..<20_000 {
            let name = (0..<Int.random(in: 1...24, using: &random)).map { _ in
                // Half of them from what escapes are made of, and what UTF-8 is.
                Bool.random(using: &random)
                    ? UInt8.random(in: .min ... .max, using: &random)
                    : [0x5C, 0x78, 0x41, 0xC3, 0xA9, 0xE2, 0x80, 0xAE].randomElement(using: &random) ?? 0
            }
            let text = EscapedName.text(name)
            #expect(EscapedName.bytes(text.utf8) == name)
            #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        }
    }
}
