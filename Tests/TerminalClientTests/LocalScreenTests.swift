import NIOCore
import TestKit
import Testing

@testable import TerminalClient

@Suite struct LocalScreenTests {
    private func shown(_ text: String, replay: Bool, cut: Int = .max) -> String {
        var screen = LocalScreen()
        var result = ByteBuffer()
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: min(cut, max(bytes.count, 1))) {
            let piece = bytes[start..<min(start + min(cut, bytes.count), bytes.count)]
            result.writeImmutableBuffer(screen.show(ByteBuffer(bytes: piece), isReplay: replay))
        }
        return String(buffer: result)
    }

    static let queries = [
        "\u{1B}[c", "\u{1B}[0c", "\u{1B}[>c", "\u{1B}[=c", "\u{1B}[5n", "\u{1B}[6n", "\u{1B}[?6n", "\u{1B}[?1$p",
        "\u{1B}[4$p",
        "\u{1B}[>q", "\u{1B}[>0q", "\u{1B}[x", "\u{1B}[?u", "\u{1B}[18t", "\u{1B}[21t", "\u{1B}Z", "\u{5}",
        "\u{1B}P$qm\u{1B}\\", "\u{1B}P+q544e\u{1B}\\", "\u{1B}]10;?\u{7}", "\u{1B}]11;?\u{1B}\\", "\u{1B}]4;1;?\u{7}",
        "\u{1B}]52;c;?\u{7}",
    ]

    static let others = [
        "\u{1B}[m", "\u{1B}[31;1m", "\u{1B}[2J", "\u{1B}[H", "\u{1B}[?25l", "\u{1B}[22;0t", "\u{1B}[1q", "\u{1B}[ q",
        "\u{1B}[u",
        "\u{1B}[>1u", "\u{1B}7", "\u{1B}(B", "\u{1B}]0;a title?\u{7}", "\u{1B}]52;c;aGk=\u{1B}\\", "\u{1B}Pq#0\u{1B}\\",
        "\u{1B}[!p",
        "\u{1B}\u{1B}[H", "\u{1B}[2\u{18}J", "é日本\u{1F600}", "\r\n\t\u{8}",
    ]

    @Test(arguments: queries)
    func aReplayAsksNothing(query: String) {
        for cut in [1, 2, 3, 1000] { #expect(shown("a\(query)b", replay: true, cut: cut) == "ab", "\(cut)") }
    }

    @Test(arguments: others)
    func allElseIsShown(text: String) {
        for cut in [1, 2, 3, 1000] { #expect(shown("a\(text)b", replay: true, cut: cut) == "a\(text)b", "\(cut)") }
    }

    @Test(arguments: queries + others)
    func whatIsLiveIsNotTouched(text: String) {
        for cut in [1, 1000] { #expect(shown("a\(text)b", replay: false, cut: cut) == "a\(text)b") }
    }

    @Test func aSequenceThatIsHeldBackComesWithTheFirstLiveByte() {
        var screen = LocalScreen()
        let replayed = screen.show(ByteBuffer(string: "a\u{1B}[3"), isReplay: true)
        let live = screen.show(ByteBuffer(string: "1mb"), isReplay: false)
        #expect(String(buffer: replayed) == "a")
        #expect(String(buffer: live) == "\u{1B}[31mb")
    }

    @Test func aLongStringIsHandedOn() {
        let picture = "\u{1B}Pq" + String(repeating: "~", count: 100_000) + "\u{1B}\\"
        for cut in [7, 4096] { #expect(shown(picture, replay: true, cut: cut) == picture) }
    }

    @Test func whatWasSwitchedOnIsSwitchedOff() {
        func left(_ text: String) -> String {
            var screen = LocalScreen()
            _ = screen.show(ByteBuffer(string: text), isReplay: false)
            return String(buffer: screen.leave())
        }
        #expect(left("ls\r\n\u{1B}[31mred\u{1B}[0m") == "")
        #expect(
            left("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?1002;1006h\u{1B}=")
                == "\u{1B}>\u{1B}[?25h\u{1B}[?1002l\u{1B}[?1006l\u{1B}[?1049l")
        #expect(left("\u{1B}[?2004h\u{1B}[?2004l") == "")
        #expect(left("\u{1B}[31mred") == "\u{1B}[m")
        #expect(left("\u{1B}[3;10r") == "\u{1B}7\u{1B}[r\u{1B}8")
        #expect(left("\u{1B}[>1u\u{1B}[>3u\u{1B}[<1u") == "\u{1B}[<1u")
        #expect(left("\u{1B}[?1049h\u{1B}c") == "")
        // Of an editor that is left while it runs.
        #expect(left("\u{1B}[6 q") == "\u{1B}[0 q" && left("\u{1B}[6 q\u{1B}[ q") == "")
        #expect(left("\u{1B}[>4;2m") == "\u{1B}[>4m" && left("\u{1B}[>4;2m\u{1B}[>4;m") == "")
        // Of a program that draws boxes.
        #expect(left("\u{1B}(0lqqk") == "\u{1B}(B" && left("\u{1B}(0lqqk\u{1B}(B") == "")
        #expect(left("\u{1B}[4h") == "\u{1B}[4l" && left("\u{1B}[4h\u{1B}[!p") == "")
    }

    @Test(arguments: 0..<50)
    func noBytesDoHarm(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var screen = LocalScreen()
        let alphabet =
            Array("\u{1B}\u{1B}\u{1B}[[]P?;>$<-0123456789999999999hlurmpcqn\u{7}\\\u{18}a".utf8) + [0x80, 0xFF]
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 1...100, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let isReplay = Bool.random(using: &random)
            let shown = screen.show(ByteBuffer(bytes: bytes), isReplay: isReplay)
            #expect(shown.readableBytes <= bytes.count + EscapeScanner.keptBytes + 1)
        }
        #expect(screen.leave().readableBytes < 300)
    }
}
