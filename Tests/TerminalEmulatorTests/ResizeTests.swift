import TestKit
import Testing

@testable import TerminalEmulator

/// Expectations are what xterm.js 5.5 shows; Tests/screen compares the two at length.
struct ResizeTests {
    private func resized(_ output: String, _ columns: Int, _ rows: Int, from: (Int, Int) = (10, 4)) -> TerminalEmulator
    {
        var terminal = TerminalEmulator(from.0, from.1, feeding: output)
        terminal.resize(columns: columns, rows: rows)
        return terminal
    }

    @Test func linesAreWrappedAnew() {
        let terminal = resized("0123456789\r\nx", 4, 4)
        #expect(terminal.written == ["0123", "4567", "89", "x"])
        #expect(terminal.screen.rows.map(\.isWrapped) == [false, true, true, false])
        #expect(terminal.place == [3, 1])
    }

    @Test func wrappedLinesAreJoined() {
        let terminal = resized("0123456789abc\r\nx", 20, 4)
        #expect(terminal.written == ["0123456789abc", "x"])
        #expect(terminal.place == [1, 1])
    }

    /// The shell that wrote it writes it again.
    @Test func theLineOfTheCursorIsCutOff() {
        #expect(resized("0123456789", 4, 4).written == ["0123"])
        #expect(resized("0123456789ab", 12, 4).written == ["0123456789", "ab"])
    }

    @Test func wideCharactersAreNotCutThrough() {
        #expect(resized("a你好b\r\n", 4, 4).written == ["a你", "好b"])
        #expect(resized("abcdefghi你\r\n", 20, 4).written == ["abcdefghi你"])
    }

    @Test func moreRowsBringScrollbackBack() {
        let terminal = resized("1\r\n2\r\n3\r\n4\r\n5\r\n6", 10, 5)
        #expect(terminal.written == ["2", "3", "4", "5", "6"])
        #expect(terminal.scrollbackLines == 1)
        #expect(terminal.place == [4, 1])
    }

    @Test func moreRowsAreBlankWhenTheCursorIsAbove() {
        let terminal = resized("1\r\n2\r\n3\r\n4\r\n5\u{1B}[H", 10, 6)
        #expect(terminal.written == ["2", "3", "4", "5"])
        #expect(terminal.scrollbackLines == 1)
    }

    @Test func fewerRowsTakeThoseBelowTheCursorFirst() {
        #expect(resized("1\r\n2\r\n3\r\n4\u{1B}[2;1H", 10, 2).written == ["1", "2"])
        let terminal = resized("1\r\n2\r\n3\r\n4", 10, 2)
        #expect(terminal.written == ["3", "4"])
        #expect(terminal.scrollbackLines == 2)
    }

    /// It is drawn anew by its program; what no longer fits is not gone.
    @Test func theAlternateScreenIsNotWrapped() {
        var terminal = resized("\u{1B}[?1049h\u{1B}[H0123456789", 4, 4)
        #expect(terminal.written == ["0123"])
        terminal.resize(columns: 8, rows: 4)
        #expect(terminal.written == ["01234567"])
    }

    @Test func theRegionIsTheWholeScreenAgain() {
        let terminal = resized("\u{1B}[2;3r", 10, 6)
        #expect(terminal.screen.top == 0)
        #expect(terminal.screen.bottom == 5)
    }

    @Test func sizesAreBroughtToTheNearest() {
        let terminal = resized("x", -5, 1 << 40)
        #expect(terminal.columns == 2)
        #expect(terminal.rows == 1_000)
    }

    /// There and back, and anything in between: no trap, and all numbers in their bounds.
    @Test func randomSizes() {
        var random = SeededRandom(seed: 31)
        for _ in 0..<300 {
            var terminal = TerminalEmulator(2 + random.below(40), 1 + random.below(20), scrollback: random.below(30))
            for _ in 0..<8 {
                terminal.feed(random.stream(items: 12))
                terminal.resize(columns: 1 + random.below(50), rows: random.below(25))
                #expect(terminal.screen.rows.count == terminal.rows)
                #expect(terminal.cursor.row < terminal.rows && terminal.cursor.column < terminal.columns)
                #expect(terminal.scrollbackLines <= terminal.limits.scrollbackLines)
                #expect(terminal.screen.rows.allSatisfy { Int($0.length) >= terminal.columns })
            }
        }
    }

    /// What stands before the cursor after a resize is not always what was printed last.
    @Test func aMarkThatIsRepeatedJoinsWhatItHasComeToStandBehind() {
        var terminal = TerminalEmulator(7, 5, feeding: "\u{FE20}\u{5B9}\u{5DD}")
        terminal.resize(columns: 3, rows: 2)
        terminal.feed("\u{1B}[b")
        #expect(terminal.inspect().normal[0].cells[0].characters == "\u{FE20}\u{5B9}")
        #expect(terminal.cursor.column == 2)
    }
}
