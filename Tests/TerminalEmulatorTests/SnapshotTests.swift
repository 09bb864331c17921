import TestKit
import Testing

@testable import TerminalEmulator

/// A terminal that reads a snapshot is the terminal that wrote it.
struct SnapshotTests {
    private func reload(_ terminal: TerminalEmulator, limit: Int = .max) -> TerminalEmulator {
        var reader = TerminalEmulator(columns: terminal.columns, rows: terminal.rows, limits: terminal.limits)
        reader.feed(terminal.snapshot(limitBytes: limit))
        return reader
    }

    @Test(arguments: [
        "", "hello", "a\r\nb\r\nc\r\nd\r\ne\r\nf", "0123456789", "0123456789abcdef", "\u{1B}[?7l0123456789abc",
        "\u{1B}[1;31mred\u{1B}[m plain\u{1B}[44m", "\u{1B}[44m\u{1B}[2Jx\u{1B}[3;3H\u{1B}[K", "你好\r\n世界", "abcdefghi你好",
        "\u{1B}[7mabcdefghi你好", "e\u{301}\u{1B}[m\u{301}x", "a\u{1B}[5Cb\u{1B}[3;9Hc",
        "\u{1B}]8;;http://a/\u{7}link\u{1B}]8;;\u{7} x",
        "\u{1B}[4:3;58;5;9mcurly\u{1B}[m\u{1B}[1\"qp\u{1B}[\"q", "\u{1B}[3g\u{1B}[3G\u{1B}H\u{1B}[7G\u{1B}H\r",
        "\u{1B}[2;3r\u{1B}[?6h\u{1B}[2;2H",
        "a\u{1B}[2;4H\u{1B}[31m\u{1B}7\u{1B}[m\u{1B}[Hb", "\u{1B}(0qqq", "\u{1B})0\u{E}qqq\u{F}q\u{E}",
        "\u{1B}*A\u{1B}n#",
        "shell\u{1B}[?1049h\u{1B}[Hvim\u{1B}[3;3H", "x\u{1B}[?1049hy\u{1B}[?1049l",
        "\u{1B}[?47h\u{1B}[3;4H\u{1B}7\u{1B}[?47lz",
        "\u{1B}[?1;25;1004;1006;1003;2004;45;66h", "\u{1B}[?25l\u{1B}[4h\u{1B}[20h", "\u{1B}[3 q", "\u{1B}[?12h",
        "\u{1B}[6 q\u{1B}[?12h",
        "\u{1B}]2;title\u{7}\u{1B}[22t\u{1B}]2;other\u{7}", "\u{1B}]4;1;#123456\u{7}\u{1B}]11;rgb:1/2/3\u{7}",
        "\u{1B}[4hab\u{8}", "\u{1B}[4habc", "0123456789\u{1B}[31m", "012345678你",
        "\u{1B}[41m0123456789abc\u{1B}[m\r\nx",
        "\u{1B}[?47h\u{1B}[Habcdefghij\u{1B}(0", "0123456789\u{1B}[2K", "\u{1B}[4m\u{1B}7\u{1B}[m\u{1B}8x\u{1B}#8",
        "\u{1B}]8;;a\u{7}\u{1B}7x", "\u{1B}]8;;a\u{7}x\u{1B}8\u{1B}[5m",
    ])
    func comesBack(output: String) {
        let terminal = TerminalEmulator(10, 4, feeding: output)
        let reader = reload(terminal)
        #expect(reader.everything == terminal.everything)
        // What is not seen shows when it goes on.
        for more in [
            "x", "\u{301}", "\u{1B}[2b", "\u{1B}8x", "\tx", "q#\u{E}q", "\u{1B}[?1049lx", "\u{1B}[23ty",
            "\u{1B}[31mz\r\n\n\n\n\nw", "\u{1B}[4;1;?n",
        ] {
            var (one, other) = (terminal, reader)
            one.feed(more)
            other.feed(more)
            #expect(other.everything == one.everything, "after \(more.debugDescription)")
        }
    }

    /// Wherever the stream is cut: within a sequence, a string, a character.
    @Test(arguments: [
        "a\u{1B}[1;31mb", "a\u{1B}[?25;1lb", "a\u{1B}[38:2::1:2:3mb", "a\u{1B}]2;title\u{1B}\\b",
        "a\u{1B}]8;id=1;http://x/\u{7}b\u{1B}]8;;\u{7}c",
        "a\u{1B}P$qm\u{1B}\\b", "a\u{1B}P1;2$qr\u{1B}\\b", "a\u{1B}_apc\u{1B}\\b", "é你😀e\u{301}", "\u{1B}(0q\u{1B}(Bq",
        "a\u{1B}[3 qb", "a\u{1B}[1<2mb",
        "a\u{1B}P1<2|x\u{1B}\\b", "a\u{1B}]9999;x\u{7}b", "a\u{1B}]x\u{7}b", "a\u{1B}#8b",
        "a\u{1B}[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;23;24;25;26;27;28;29;30;31;32;33;34mb",
        "a\u{1B}[4:3:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1mb", "a\u{9B}31mb", "ab\u{1B}[3b",
        "a\u{1B}[1;4:3:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0;1;31mb",
    ])
    func comesBackFromAnyPlace(output: String) {
        let bytes = Array(output.utf8)
        let whole = TerminalEmulator(20, 3, feeding: output)
        for cut in 0...bytes.count {
            var terminal = TerminalEmulator(20, 3)
            terminal.feed(Array(bytes[..<cut]))
            var reader = reload(terminal)
            reader.feed(Array(bytes[cut...]))
            #expect(reader.everything == whole.everything, "cut at \(cut)")
        }
    }

    @Test func scrollbackComesBack() {
        var random = SeededRandom(seed: 11)
        var terminal = TerminalEmulator(20, 6, scrollback: 50)
        for _ in 0..<100 {
            terminal.feed(
                "\u{1B}[\(30 + random.below(8))m" + String(repeating: "word ", count: random.below(12)) + "\u{1B}[m\r\n"
            )
        }
        #expect(terminal.scrollbackLines == 50)
        let reader = reload(terminal)
        #expect(reader.everything == terminal.everything)
        // And goes on being wrapped the same way.
        for size in [(10, 6), (31, 9), (20, 3)] {
            var (one, other) = (terminal, reader)
            one.resize(columns: size.0, rows: size.1)
            other.resize(columns: size.0, rows: size.1)
            #expect(other.everything == one.everything)
        }
    }

    @Test func ofTooMuchScrollbackTheNewestComesBack() {
        var terminal = TerminalEmulator(20, 4, scrollback: 1_000)
        for number in 0..<500 { terminal.feed("\u{1B}[32mline \(number)\u{1B}[m\r\n") }
        let screen = terminal.snapshot(limitBytes: 0).count
        var last = 0
        for limit in stride(from: screen, to: 20_000, by: 700) {
            let snapshot = terminal.snapshot(limitBytes: limit)
            #expect(snapshot.count <= limit)
            let reader = reload(terminal, limit: limit)
            #expect(reader.written == terminal.written)
            #expect(reader.scrollbackLines >= last)
            last = reader.scrollbackLines
        }
        #expect(last > 200)
    }

    /// The visible screen is painted before the scrollback.
    @Test func theScreenComesFirst() throws {
        var terminal = TerminalEmulator(20, 5, scrollback: 1_000)
        for number in 0..<500 { terminal.feed("line \(number)\r\n") }
        let text = String(decoding: terminal.snapshot(limitBytes: .max), as: UTF8.self)
        let screen = try #require(text.range(of: "line 499"))
        let scrollback = try #require(text.range(of: "line 0\r\n"))
        #expect(screen.lowerBound < scrollback.lowerBound)
    }

    /// Nothing in a snapshot is a question.
    @Test func nobodyIsAskedAnything() {
        var random = SeededRandom(seed: 12)
        for _ in 0..<300 {
            var terminal = TerminalEmulator(12, 4)
            terminal.feed(random.stream(items: 30))
            var reader = reload(terminal)
            #expect(reader.takeReplies().isEmpty)
        }
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? { ranges(of: part).first }
}
