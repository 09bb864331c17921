import Testing

@testable import TerminalEmulator

/// Cursor, erasing, editing and scrolling: what is fed into 10 by 4 cells, what is seen, where the cursor is.
struct ControlFunctionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var output: String
        var rows: [String]
        var cursor: [Int]

        var testDescription: String { name }

        init(_ name: String, _ output: String, _ rows: [String], _ cursor: [Int]) {
            self.name = name
            self.output = output
            self.rows = rows
            self.cursor = cursor
        }
    }

    static let four = "aaa\r\nbbb\r\nccc\r\nddd"

    static let cases = [
        Case("CUP", "\u{1B}[2;3Hx", ["", "  x"], [1, 3]),
        Case("CUP stays on the screen", "\u{1B}[99;99Hx", ["", "", "", "         x"], [3, 9]),
        Case("CUU, CUD", "\u{1B}[3;3H\u{1B}[A\u{1B}[2B\u{1B}[9Ax", ["  x"], [0, 3]),
        Case("CUF, CUB", "abc\u{1B}[2D\u{1B}[Cx", ["abx"], [0, 3]),
        Case("CNL, CPL", "abc\u{1B}[2Ex\u{1B}[Fy", ["abc", "y", "x"], [1, 1]),
        Case("CHA, HPA, VPA", "\u{1B}[5Ga\u{1B}[2`b\u{1B}[3dc", [" b  a", "", "  c"], [2, 3]),
        Case("HT and the last column", "\tx\ty", ["        xy"], [0, 9]),
        Case("CHT, CBT", "\u{1B}[9I\u{1B}[2Za\u{1B}[Ib", ["a       b"], [0, 9]),
        Case("HTS, TBC", "\u{1B}[3g\u{1B}[4G\u{1B}H\r\tx", ["   x"], [0, 4]),
        Case("BS stops at the left", "ab\u{8}\u{8}\u{8}x", ["xb"], [0, 1]),
        Case("BS over a wrap", "\u{1B}[?45h0123456789ab\u{8}\u{8}\u{8}x", ["012345678x", "ab"], [0, 9]),
        Case("ED 0", four + "\u{1B}[2;2H\u{1B}[J", ["aaa", "b"], [1, 1]),
        Case("ED 1", four + "\u{1B}[2;2H\u{1B}[1J", ["", "  b", "ccc", "ddd"], [1, 1]),
        Case("ED 2", four + "\u{1B}[2J", [], [3, 3]),
        Case("EL 0", "abc\u{1B}[2G\u{1B}[K", ["a"], [0, 1]),
        Case("EL 1", "abc\u{1B}[2G\u{1B}[1K", ["  c"], [0, 1]),
        Case("EL 2", "abc\u{1B}[2K", [], [0, 3]),
        Case("ECH", "abcdef\u{1B}[2G\u{1B}[3X", ["a   ef"], [0, 1]),
        Case("ICH", "abc\u{1B}[2G\u{1B}[2@", ["a  bc"], [0, 1]),
        Case("DCH", "abcdef\u{1B}[2G\u{1B}[2P", ["adef"], [0, 1]),
        Case("IL", four + "\u{1B}[2H\u{1B}[L", ["aaa", "", "bbb", "ccc"], [1, 0]),
        Case("DL", four + "\u{1B}[2H\u{1B}[2M", ["aaa", "ddd"], [1, 0]),
        Case("SU", four + "\u{1B}[2S", ["ccc", "ddd"], [3, 3]),
        Case("SD", four + "\u{1B}[T", ["", "aaa", "bbb", "ccc"], [3, 3]),
        Case("SL", four + "\u{1B}[2 @", ["a", "b", "c", "d"], [3, 3]),
        Case("SR", "ab\u{1B}[2 A", ["  ab"], [0, 2]),
        Case("DECIC", "abc\u{1B}[2G\u{1B}[2'}", ["a  bc"], [0, 1]),
        Case("DECDC", "abcd\u{1B}[2G\u{1B}[2'~", ["ad"], [0, 1]),
        Case("IND at the bottom", four + "\u{1B}D", ["bbb", "ccc", "ddd"], [3, 3]),
        Case("RI at the top", four + "\u{1B}[H\u{1B}M", ["", "aaa", "bbb", "ccc"], [0, 0]),
        Case("NEL", "ab\u{1B}Ecd", ["ab", "cd"], [1, 2]),
        Case("C1 as UTF-8", "ab\u{85}cd\u{9B}2Gx", ["ab", "cx"], [1, 2]),
        Case("DECSTBM", four + "\u{1B}[2;3r\u{1B}[3H\n\nx", ["aaa", "", "x", "ddd"], [2, 1]),
        Case("DECSTBM of one row is none", four + "\u{1B}[2;2r", ["aaa", "bbb", "ccc", "ddd"], [3, 3]),
        Case("DECOM", "\u{1B}[2;3r\u{1B}[?6hx\u{1B}[9;1Hy", ["", "x", "y"], [2, 1]),
        Case("DECSC, DECRC", "ab\u{1B}7\u{1B}[3;3Hx\u{1B}8y", ["aby", "", "  x"], [0, 3]),
        Case("REP", "ab\u{1B}[3bx", ["abbbbx"], [0, 6]),
        Case("REP of a wide character", "字\u{1B}[2bx", ["字字字x"], [0, 7]),
        Case("REP when it was no character", "a\r\u{1B}[2bx", ["x"], [0, 1]),
        Case("DECALN", "\u{1B}#8", Array(repeating: "EEEEEEEEEE", count: 4), [0, 0]),
        Case("LNM", "\u{1B}[20hab\nc", ["ab", "c"], [1, 1]),
        Case("VT and FF are line feeds", "a\u{B}b\u{C}c", ["a", " b", "  c"], [2, 3]),
        Case("RIS", four + "\u{1B}c", [], [0, 0]),
        Case("DECSED", "a\u{1B}[1\"qb\u{1B}[\"qc\u{1B}[?2J", [" b"], [0, 3]),
        Case("DECSEL", "a\u{1B}[1\"qb\u{1B}[2\"qc\u{1B}[?1K", [" b"], [0, 3]),
        Case("CAN ends a sequence", "a\u{1B}[2\u{18}Jb", ["aJb"], [0, 3]),
        Case("ESC begins another", "a\u{1B}[2\u{1B}[2Gb", ["ab"], [0, 2]),
        Case("controls within a sequence", "ab\u{1B}[\r3Cx", ["ab x"], [0, 4]),
        Case("unknown ones do nothing", "a\u{1B}[?1;2;3z\u{1B}[1$z\u{1B}%Q\u{1B}Zb", ["ab"], [0, 2]),
        Case(
            "strings are not printed", "a\u{1B}Pq#0~\u{1B}\\\u{1B}_G\u{1B}\\\u{1B}^p\u{1B}\\\u{1B}Xs\u{1B}\\b", ["ab"],
            [0, 2]),
    ]

    @Test(arguments: cases)
    func shows(test: Case) {
        var terminal = TerminalEmulator(10, 4, feeding: test.output)
        #expect(terminal.written == test.rows)
        #expect(terminal.place == test.cursor)
        // Cut into bytes it is the same.
        let whole = terminal.everything
        terminal = TerminalEmulator(10, 4)
        for byte in test.output.utf8 { terminal.feed([byte]) }
        #expect(terminal.everything == whole)
    }

    @Test func erasedCellsKeepOnlyTheBackground() {
        let terminal = TerminalEmulator(10, 2, feeding: "\u{1B}[1;4;31;44mab\u{1B}[K\n")
        #expect(terminal.style(0, 5) == TextStyle(background: .palette16(4)))
        #expect(terminal.style(0, 0).flags == [.bold, .underlined, .extended])
    }

    @Test func theAlternateScreenIsEmptyAndLeavesNothing() {
        var terminal = TerminalEmulator(10, 3, feeding: "shell\u{1B}[?1049h")
        #expect(terminal.isAlternate)
        #expect(terminal.written.isEmpty)
        #expect(terminal.place == [0, 5])
        terminal.feed("\u{1B}[Hvim\r\n\r\n\r\n\r\n\u{1B}[?1049l")
        #expect(terminal.written == ["shell"])
        #expect(terminal.place == [0, 5])
        #expect(terminal.scrollbackLines == 0)
        terminal.feed("\u{1B}[?47h")
        #expect(terminal.written.isEmpty)
    }

    @Test func linesScrollIntoTheScrollbackFromATopRegionToo() {
        let terminal = TerminalEmulator(10, 4, scrollback: 5, feeding: "\u{1B}[1;2r" + "1\r\n2\r\n3\r\n4\r\n5")
        #expect(terminal.scrollbackLines == 3)
        #expect(terminal.written == ["4", "5"])
    }

    @Test func tabStopsGoOnWhenTheScreenBecomesWider() {
        var stops = TabStops(columns: 20)
        #expect(stops.columns(below: 20) == [0, 8, 16])
        stops[5] = true
        stops.extend(to: 30)
        #expect(stops.columns(below: 30) == [0, 5, 8, 16, 24])
        stops.clearAll()
        stops.extend(to: 40)
        #expect(stops.columns(below: 40) == [0, 8, 16, 24, 32])
        #expect(stops.next(after: 36, columns: 40) == 39)
        #expect(stops.previous(before: 3, columns: 40) == 0)
    }
}
