import TestKit
import Testing

@testable import SessionRecording

@Suite struct TextAssemblerTests {
    @Test func aCharacterCutInTwo() {
        var text = TextAssembler()
        #expect(text.add([0x61, 0xE2, 0x82]) == "a")
        #expect(text.add([0xAC, 0x62]) == "€b")
        #expect(text.add([0xF0, 0x9F, 0x98]) == "")
        #expect(text.add([0x80]) == "😀")
        #expect(text.finish() == "")
    }

    @Test func whatIsNoUTF8() {
        var text = TextAssembler()
        #expect(text.add([0xFF, 0x61, 0xC3]) == "\u{FFFD}a")
        #expect(text.add([0x28]) == "\u{FFFD}(")
        #expect(text.add([0xE2, 0x82]) == "")
        #expect(text.finish() == "\u{FFFD}")
        #expect(text.add([0x61]) == "a")
    }

    /// Wherever bytes are cut, the text is that of all of them in one piece.
    @Test func anyPieces() {
        let interesting: [UInt8] = [
            0x00, 0x1B, 0x61, 0x7F, 0x80, 0x90, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF,
        ]
        for seed in 1...500 {
            var random = SeededRandom(seed: UInt64(seed))
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...80, using: &random) {
                if Bool.random(using: &random) {
                    bytes += Array(String(["é", "€", "😀", "a"].randomElement(using: &random) ?? "a").utf8)
                } else {
                    bytes.append(interesting.randomElement(using: &random) ?? 0)
                }
            }
            var text = TextAssembler()
            var result = ""
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 0...5, using: &random))
                result.unicodeScalars += text.add(piece).unicodeScalars
                rest = rest.dropFirst(piece.count)
            }
            result.unicodeScalars += text.finish().unicodeScalars
            #expect(Array(result.utf8) == Array(String(decoding: bytes, as: UTF8.self).utf8), "seed \(seed)")
        }
    }
}
