import TestKit
import Testing

@testable import TerminalEmulator

/// Any bytes: no trap, bounded memory, and the same result however they are cut.
struct RobustnessTests {
    private static let limits: EmulatorLimits = {
        var limits = EmulatorLimits()
        limits.scrollbackLines = 200
        limits.scrollbackBytes = 100_000
        return limits
    }()

    @Test func randomStreamsMeanTheSameHoweverTheyAreCut() {
        var random = SeededRandom(seed: 41)
        for _ in 0..<400 {
            // As in xterm.js, a run of text ends where a piece ends, and what is done with halves of wide characters there
            // can be seen in insert mode and without wraparound.
            let stream = random.stream(items: 40).replacing("\u{1B}[4h", with: "").replacing("\u{1B}[?7l", with: "")
            let bytes = Array(stream.utf8)
            var whole = TerminalEmulator(columns: 13, rows: 5, limits: Self.limits)
            whole.feed(bytes)
            var pieces = TerminalEmulator(columns: 13, rows: 5, limits: Self.limits)
            var position = 0
            while position < bytes.count {
                let end = min(position + 1 + random.below(5), bytes.count)
                pieces.feed(Array(bytes[position..<end]))
                position = end
            }
            #expect(pieces.everything == whole.everything)
            #expect(pieces.snapshot(limitBytes: .max) == whole.snapshot(limitBytes: .max))
        }
    }

    @Test func randomBytesDoNotTrap() {
        var random = SeededRandom(seed: 42)
        for _ in 0..<300 {
            var terminal = TerminalEmulator(
                columns: 2 + random.below(30), rows: 1 + random.below(10), limits: Self.limits)
            for _ in 0..<5 {
                terminal.feed((0..<200).map { _ in UInt8(truncatingIfNeeded: random.next()) })
                terminal.feed(
                    (0..<200).map { _ in
                        UInt8(random.pick([0x1B, 0x5B, 0x3B, 0x31, 0x39, 0x6D, 0x9B, 0xC2, 0xE2, 0x80]))
                    })
            }
            #expect(terminal.cursor.row < terminal.rows && terminal.cursor.column < terminal.columns)
            #expect(!terminal.text().isEmpty && !terminal.html().isEmpty && !terminal.json().isEmpty)
        }
    }

    @Test(arguments: [
        "\u{1B}[999999999999999999999b", "a\u{1B}[2147483647b", "\u{1B}[2147483647S", "\u{1B}[2147483647T",
        "\u{1B}[2147483647L",
        "\u{1B}[2147483647M", "\u{1B}[2147483647@", "\u{1B}[2147483647P", "\u{1B}[2147483647X", "\u{1B}[2147483647I",
        "\u{1B}[2147483647Z", "\u{1B}[2147483647;2147483647H", "\u{1B}[2147483647A", "\u{1B}[2147483647B",
        "\u{1B}[2147483647C",
        "\u{1B}[2147483647D", "\u{1B}[2147483647;2147483647r", "\u{1B}[2147483647 @", "\u{1B}[2147483647 A",
        "\u{1B}[2147483647'}",
        "\u{1B}[2147483647'~", "\u{1B}[2;3r\u{1B}[?6h\u{1B}[2147483647d", "\u{1B}]4;99999999999999999999;#fff\u{7}",
        "\u{1B}]99999999999999999999;x\u{7}", "\u{1B}[38;5;2147483647m",
        "\u{1B}[38;2;2147483647;2147483647;2147483647mx",
        "\u{1B}[2147483647 q", "\u{1B}[2147483647h\u{1B}[?2147483647l\u{1B}[?2147483647$p", "\u{1B}[2147483647t",
        "\u{1B}[;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;m",
        "\u{1B}[::::::::::::::::::::::::::::::::::::::::m", "\u{1B}[4:99999999999m", "\u{1B}!!!!!!!!!!!!!!!!!p",
    ])
    func hugeNumbersAreHarmless(output: String) {
        for prefix in ["", "text\r\n你", "\u{1B}[?1049h"] {
            var terminal = TerminalEmulator(9, 4, feeding: prefix + output)
            terminal.feed("\r\u{1B}[mx")
            #expect(terminal.cursor.row < 4 && terminal.cursor.column < 9)
        }
    }

    /// What a program can print to make a terminal grow.
    @Test(arguments: [
        "\u{1B}]2;", "\u{1B}]52;c;", "\u{1B}]8;;", "\u{1B}]1337;", "\u{1B}P$q", "\u{1B}Pq", "\u{1B}_", "\u{1B}[",
        "\u{1B}(", "e\u{301}", "\u{1B}]",
    ])
    func endlessSequencesAreBounded(start: String) {
        var terminal = TerminalEmulator(columns: 20, rows: 5, limits: Self.limits)
        terminal.feed(start)
        for _ in 0..<40 { terminal.feed([UInt8](repeating: 0x31, count: 4_096)) }
        #expect(terminal.memoryBytes <= Self.limits.memoryBound(columns: 20, rows: 5))
        _ = terminal.snapshot(limitBytes: 1 << 20)
        // And it comes to an end.
        terminal.feed("\u{18}\u{1B}[2J\u{1B}[Hend")
        #expect(terminal.screenRows[0] == "end")
    }

    /// Each was looked at again and again, behind every one of its bytes: some hours.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["\u{1B}]2;", "\u{1B}]52;c;", "\u{1B}]8;;", "\u{1B}P$q", "\u{1B}P+q", "\u{1B}]", "\u{1B}]1"])
    func longStringsTakeLinearTime(start: String) {
        let long = [UInt8](repeating: 0x31, count: 200_000)
        var terminal = TerminalEmulator(columns: 20, rows: 5, limits: Self.limits)
        for _ in 0..<20 {
            terminal.feed(Array(start.utf8) + long)
            terminal.feed("\u{1B}\\")
        }
        terminal.feed("end")
        #expect(terminal.screenRows[0] == "end")
    }

    /// The longest string that is taken has the same length however it comes.
    @Test func longStringsAreTakenOrNotHoweverTheyAreCut() {
        for count in Self.limits.titleBytes..<Self.limits.titleBytes + 2 {
            var limits = Self.limits
            limits.stringBytes = Self.limits.titleBytes + 3
            let bytes = Array("\u{1B}]2;".utf8) + [UInt8](repeating: 0x41, count: count) + [7]
            var whole = TerminalEmulator(columns: 20, rows: 5, limits: limits)
            whole.feed(bytes)
            var pieces = whole
            pieces.feed("\u{1B}]2;\u{7}")
            for byte in bytes { pieces.feed([byte]) }
            #expect(pieces.title == whole.title)
            #expect(whole.title.isEmpty == (count > Self.limits.titleBytes))
        }
    }

    @Test func stylesAndClustersAreTakenBack() {
        var terminal = TerminalEmulator(columns: 40, rows: 10, limits: Self.limits)
        for number in 0..<20_000 {
            terminal.feed(
                "\u{1B}[38;2;\(number >> 16);\(number >> 8 & 255);\(number & 255)mx\(Unicode.Scalar(0x300 + UInt32(number % 64)).map(String.init) ?? "")"
            )
        }
        #expect(terminal.tables.styles.count < 2_000)
        #expect(terminal.tables.clusters.count < 2_000)
        #expect(terminal.memoryBytes <= Self.limits.memoryBound(columns: 40, rows: 10))
        #expect(terminal.style(9, 0).foreground.mode == .rgb)
    }

    @Test func hostileStreamsStayWithinTheBound() {
        var random = SeededRandom(seed: 43)
        for _ in 0..<20 {
            var (columns, rows) = (2 + random.below(60), 1 + random.below(30))
            var terminal = TerminalEmulator(columns: columns, rows: rows, limits: Self.limits)
            for _ in 0..<30 {
                terminal.feed(random.stream(items: 50))
                terminal.resize(columns: 2 + random.below(60), rows: 1 + random.below(30))
                (columns, rows) = (max(columns, terminal.columns), max(rows, terminal.rows))
                #expect(terminal.memoryBytes <= Self.limits.memoryBound(columns: columns, rows: rows))
            }
        }
    }

    /// A copy is another terminal.
    @Test func copiesDoNotShareWhatChanges() {
        var terminal = TerminalEmulator(10, 3, feeding: "one\r\ntwo\r\nthree\r\nfour")
        let copy = terminal
        terminal.feed("\u{1B}[2J\u{1B}[Hother\r\n\n\n\n")
        #expect(copy.written == ["two", "three", "four"])
        #expect(copy.scrollbackLines == 1)
    }
}
