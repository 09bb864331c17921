import NIOCore
import TerminalProtocol
import TestKit
import Testing

@testable import TerminalClient

@Suite struct LocalScreenTests {
    private func shown(_ text: String, cut: Int = .max) -> String {
        var screen = LocalScreen()
        var result = ByteBuffer()
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: min(cut, max(bytes.count, 1))) {
            let piece = bytes[start..<min(start + min(cut, bytes.count), bytes.count)]
            result.writeImmutableBuffer(screen.show(ByteBuffer(bytes: piece)))
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
    func nothingIsAsked(query: String) {
        for cut in [1, 2, 3, 1000] { #expect(shown("a\(query)b", cut: cut) == "ab", "\(cut)") }
    }

    @Test(arguments: others)
    func allElseIsShown(text: String) {
        for cut in [1, 2, 3, 1000] { #expect(shown("a\(text)b", cut: cut) == "a\(text)b", "\(cut)") }
    }

    @Test func aSequenceThatIsCutComesWithItsEnd() {
        var screen = LocalScreen()
        let first = screen.show(ByteBuffer(string: "a\u{1B}[3"))
        let rest = screen.show(ByteBuffer(string: "1mb"))
        #expect(String(buffer: first) == "a")
        #expect(String(buffer: rest) == "\u{1B}[31mb")
    }

    @Test func aLongStringIsHandedOn() {
        let picture = "\u{1B}Pq" + String(repeating: "~", count: 100_000) + "\u{1B}\\"
        for cut in [7, 4096] { #expect(shown(picture, cut: cut) == picture) }
    }

    @Test func textIsHandedOn() {
        let text = "größer → ✓\r\n\u{7}\t" + String(repeating: "x", count: 1000)
        for cut in [1, 7, 4096] { #expect(shown(text, cut: cut) == text) }
    }

    @Test func aPictureIsPaintedOnAnEmptyScreen() throws {
        var screen = LocalScreen()
        // Of the sequence that has begun nothing is left, nor of what was switched on.
        _ = screen.show(ByteBuffer(string: "\u{1B}[?1049h\u{1B}[31"))
        let cleared = String(buffer: screen.clear(try #require(TerminalSize(cols: 30, rows: 3))))
        #expect(
            cleared == "\u{18}\u{1B}[?1049l\u{1B}[!p\u{1B}[?7h\u{1B}(B\u{F}\u{1B}[m\u{1B}]8;;\u{1B}\\\u{1B}[r"
                + "\r\u{1B}[3g\u{1B}[9G\u{1B}H\u{1B}[17G\u{1B}H\u{1B}[25G\u{1B}H\u{1B}[3H\n\n\n\u{1B}[H\u{1B}[J")
        #expect(String(buffer: screen.show(ByteBuffer(string: "mb"))) == "mb")
        #expect(screen.leave().readableBytes == 0)
    }

    /// With that the person's own scrollback would go.
    @Test func theResetAtTheBeginningOfAPictureIsLeftOut() throws {
        let size = try #require(TerminalSize(cols: 30, rows: 3))
        for (picture, shown) in [
            ("\u{18}\u{1B}c\u{1B}[mx", "\u{1B}[mx"), ("\u{18}\u{1B}c\u{18}\u{1B}cx", "\u{18}\u{1B}cx"),
            ("\u{18}\u{1B}[mx", "\u{18}\u{1B}[mx"), ("\u{18}x", "\u{18}x"), ("x\u{18}\u{1B}c", "x\u{18}\u{1B}c"),
        ] {
            for cut in [1, 2, 1000] {
                var screen = LocalScreen()
                _ = screen.clear(size)
                var result = ByteBuffer()
                let bytes = Array(picture.utf8)
                for start in stride(from: 0, to: bytes.count, by: cut) {
                    result.writeImmutableBuffer(
                        screen.show(ByteBuffer(bytes: bytes[start..<min(start + cut, bytes.count)])))
                }
                #expect(String(buffer: result) == shown)
            }
        }
        #expect(self.shown("\u{18}\u{1B}c") == "\u{18}\u{1B}c")
    }

    @Test func whatWasSwitchedOnIsSwitchedOff() {
        func left(_ text: String) -> String {
            var screen = LocalScreen()
            _ = screen.show(ByteBuffer(string: text))
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
            let shown = screen.show(ByteBuffer(bytes: bytes))
            #expect(shown.readableBytes <= bytes.count + EscapeScanner.keptBytes + 1)
        }
        #expect(screen.leave().readableBytes < 300)
    }
}
