import TestKit
import Testing

@testable import Sessions

@Suite struct PlainTextTests {
    private func text(_ bytes: some Sequence<UInt8>, limit: Int = 1 << 20) -> String {
        var text = PlainText(limit: limit)
        Array(bytes).withUnsafeBytes { text.append($0) }
        return text.finish().text
    }

    private func text(_ string: String) -> String { text(string.utf8) }

    @Test(arguments: [
        ("", ""),
        ("plain", "plain"),
        ("one\r\ntwo\r\n", "one\ntwo\n"),
        ("one\ntwo", "one\ntwo"),
        ("a\tb", "a\tb"),
        ("tail  \r\n", "tail  \n"),
        // Colours and the like.
        ("\u{1B}[1;31mred\u{1B}[0m\u{1B}[K plain", "red plain"),
        ("\u{1B}[38:2::1:2:3mx\u{1B}[?25l\u{1B}[>4;1m\u{1B}[!p\u{1B}[4 qy", "xy"),
        // OSC, by BEL and by ST; DCS, APC, PM, SOS.
        ("a\u{1B}]0;title\u{7}b\u{1B}]8;;http://x\u{1B}\\link\u{1B}]8;;\u{1B}\\c", "ablinkc"),
        ("a\u{1B}P1$r0m\u{1B}\\b\u{1B}_app\u{1B}\\c\u{1B}^pm\u{1B}\\d\u{1B}Xsos\u{7}more\u{1B}\\e", "abcde"),
        ("a\u{1B}]0;line\nbreak\u{7}b", "ab"),
        ("a\u{1B}]0;never ended\u{1B}[1mb", "ab"),
        ("a\u{1B}]0;given up\u{18}b\u{1B}[3\u{1A}c", "abc"),
        // Character sets, keypad modes, index.
        ("\u{1B}(B\u{1B})0\u{1B}=\u{1B}>\u{1B}7\u{1B}8\u{1B}#8\u{1B}%Gx", "x"),
        ("a\u{1B}Eb\u{1B}Mc", "a\nbc"),
        // Control characters.
        ("a\u{7}\u{0}\u{1}\u{7F}b\u{E}c\u{F}", "abc"),
        ("a\u{B}b\u{C}c", "a\nb\nc"),
        // Terminals obey those within a sequence.
        ("a\u{1B}[3\n1mb", "a\nb"),
        // The controls of C1.
        ("a\u{85}b\u{9B}c", "abc"),
        // What is written over.
        ("10%\r20%\r100%\r\n", "100%\n"),
        ("long line\rshort\r\n", "shortline\n"),
        ("long line\r\u{1B}[Kshort\r\n", "short\n"),
        ("long line\u{1B}[2K\rshort\r\n", "short\n"),
        ("abcdef\u{1B}[3D\u{1B}[1KX", "   Xef"),
        ("abc\u{8}\u{8}X", "aXc"),
        ("\u{8}\u{8}a", "a"),
        ("a\u{1B}[5Gb\u{1B}[2Cc", "a   b  c"),
        ("abc\u{1B}[1Gx\u{1B}[99999999999999999999D\u{1B}[Cy", "xyc"),
        ("50%\u{1B}[1G\u{1B}[0K60%", "60%"),
        ("word\u{1B}[0Kmore", "wordmore"),
        // Unicode.
        ("żółw 🐢\r\n日本語", "żółw 🐢\n日本語"),
        ("e\u{301}", "e\u{301}"),
    ])
    func isWhatATerminalShows(printed: String, shown: String) {
        #expect(text(printed) == shown)
    }

    @Test func whatIsNoUTF8BecomesReplacements() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<4_000 {
            // No controls, which are no text; of C1 neither half.
            let bytes = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                [UInt8.random(in: 0x20...0x7E, using: &random), .random(in: 0xA0...0xFF, using: &random)]
                    .randomElement(using: &random) ?? 0
            }
            let expected = String(decoding: bytes, as: UTF8.self)
            guard !expected.unicodeScalars.contains(where: { (0x80..<0xA0).contains($0.value) }) else { continue }
            #expect(text(bytes).unicodeScalars.elementsEqual(expected.unicodeScalars), "\(bytes)")
        }
    }

    @Test func everyCharacterOfUTF8PassesAsItIs() {
        for value in UInt32(0xA0)...0x10FFFF {
            let isLookedAt = value < 0x3000 || value % 97 == 0 || value > 0x10FF00
            guard isLookedAt, let scalar = Unicode.Scalar(value) else { continue }
            #expect(text(String(scalar)).unicodeScalars.elementsEqual([scalar]), "U+\(String(value, radix: 16))")
        }
        #expect(text([0xE2, 0x82, UInt8(ascii: "\n"), 0xAC]) == "\u{FFFD}\n\u{FFFD}")
        #expect(text([0xF0, 0x9F, 0x1B, UInt8(ascii: "["), UInt8(ascii: "m"), 0x90]) == "\u{FFFD}\u{FFFD}")
        #expect(text([0xF0, 0x9F]) == "\u{FFFD}")
    }

    /// However the stream is cut, the text is the same; and nothing of what is removed is left.
    @Test func doesNotDependOnHowTheStreamIsCut() {
        var random = SeededRandom(seed: 2)
        let pieces: [[UInt8]] = [
            Array("plain text ".utf8), Array("żó🐢".utf8), [0x1B], Array("[31m".utf8), Array("]0;t".utf8), [0x07],
            Array("\u{1B}\\".utf8), Array("\u{1B}[2K".utf8), [0x0D], [0x0A], [0x08], [0x09], [0xE2, 0x82], [0xFF],
            Array("\u{1B}P".utf8), [0x18], Array("\u{1B}(B".utf8), Array("\u{1B}[5G".utf8), Array("\u{1B}[3C".utf8),
        ]
        for _ in 0..<1000 {
            let bytes = (0..<Int.random(in: 1...30, using: &random))
                .flatMap { _ in pieces.randomElement(using: &random) ?? [] }
            let whole = text(bytes)
            var cut = PlainText(limit: 1 << 20)
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...3, using: &random)
                Array(rest.prefix(count)).withUnsafeBytes { cut.append($0) }
                rest = rest.dropFirst(count)
            }
            #expect(cut.finish().text == whole, "\(bytes)")
            let isPlain = whole.unicodeScalars.allSatisfy {
                $0 == "\n" || $0 == "\t" || (0x20...0x7E).contains($0.value) || $0.value >= 0xA0
            }
            #expect(isPlain)
        }
    }

    @Test func ofATextThatIsTooLongTheEndStays() {
        var short = PlainText(limit: 10)
        Array("0123456789".utf8).withUnsafeBytes { short.append($0) }
        #expect(short.finish() == ("0123456789", false))

        var long = PlainText(limit: 10)
        for number in 0..<4_000 { Array("\(number)\r\n".utf8).withUnsafeBytes { long.append($0) } }
        #expect(long.finish() == ("3998\n3999\n", true))

        // Cut between characters.
        for limit in 0...12 {
            var unicode = PlainText(limit: limit)
            Array("🐢🐢🐢🐢".utf8).withUnsafeBytes { unicode.append($0) }
            let (text, isTruncated) = unicode.finish()
            #expect(text == String(repeating: "🐢", count: limit / 4))
            #expect(isTruncated)
        }
    }

    @Test func aLineWithoutAnEndIsKeptToo() {
        let line = String(repeating: "0123456789", count: 20_000)
        #expect(text(line + "\r\n") == line + "\n")
        // What moves the cursor far away takes no memory for it.
        #expect(text(String(repeating: "\u{1B}[1000C", count: 1000) + "x").utf8.count <= TextLine.maximumCharacters + 1)
    }
}
