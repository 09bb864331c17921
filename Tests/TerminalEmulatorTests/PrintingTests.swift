import Testing

@testable import TerminalEmulator

struct PrintingTests {
    @Test func textGoesToTheNextRowAtTheEnd() {
        let terminal = TerminalEmulator(5, 3, feeding: "abcdefg")
        #expect(terminal.screenRows == ["abcde", "fg", ""])
        #expect(terminal.place == [1, 2])
        #expect(terminal.screen.rows.map(\.isWrapped) == [false, true, false])
    }

    /// DEC STD 070: the cursor waits in the last column.
    @Test func theWrapWaitsForTheNextCharacter() {
        var terminal = TerminalEmulator(5, 3, feeding: "abcde")
        #expect(terminal.cursor.wrapsNext)
        #expect(terminal.place == [0, 4])
        terminal.feed("\r\nx")
        #expect(terminal.written == ["abcde", "x"])
        #expect(!terminal.screen.rows[1].isWrapped)
    }

    @Test func withoutWraparoundTheLastColumnIsOverwritten() {
        let terminal = TerminalEmulator(5, 3, feeding: "\u{1B}[?7labcdefgh你")
        #expect(terminal.written == ["abcdh"])
    }

    @Test func aWideCharacterThatDoesNotFitLeavesTheLastColumnEmpty() {
        let terminal = TerminalEmulator(5, 3, feeding: "\u{1B}[1mabcd你")
        #expect(terminal.written == ["abcd", "你"])
        #expect(!terminal.screen.cell(0, 4).hasContent)
        #expect(terminal.style(0, 4).flags == [.bold])
        #expect(terminal.place == [1, 2])
    }

    @Test func halfAWideCharacterIsNoCharacter() {
        #expect(TerminalEmulator(8, 1, feeding: "你好\u{1B}[2Gx").screenRows == [" x好"])
        #expect(TerminalEmulator(8, 1, feeding: "你好\u{1B}[1Gx").screenRows == ["x 好"])
        #expect(TerminalEmulator(8, 1, feeding: "你好\u{1B}[2G\u{1B}[P").screenRows == [" 好"])
        #expect(TerminalEmulator(8, 1, feeding: "你好\u{1B}[2G\u{1B}[X").screenRows == ["  好"])
    }

    @Test func combiningCharactersJoinTheOneBefore() {
        let terminal = TerminalEmulator(8, 1, feeding: "e\u{301}x你\u{20DD}")
        #expect(terminal.screenRows == ["e\u{301}x你\u{20DD}"])
        #expect(terminal.place == [0, 4])
    }

    /// Anything but a character in between, and there is nothing to join.
    @Test func aCombiningCharacterAfterASequenceStandsAlone() {
        let terminal = TerminalEmulator(8, 1, feeding: "e\u{1B}[m\u{301}")
        #expect(terminal.screen.cell(0, 0).content == 0x65)
        #expect(terminal.screen.cell(0, 1).content == 0x301)
        #expect(terminal.screen.cell(0, 1).width == 0)
    }

    @Test func combiningCharactersAreBounded() {
        let marks = String(repeating: "\u{301}", count: 1_000)
        var terminal = TerminalEmulator(8, 1, feeding: "e" + marks)
        #expect(terminal.text().unicodeScalars.count { $0 == "\u{301}" } == EmulatorLimits().marksPerCell)
        terminal.feed("\r" + "a" + marks)
        #expect(terminal.memoryBytes < EmulatorLimits().memoryBound(columns: 8, rows: 1))
    }

    /// As wide as shells take them to be: the parts of a joined sequence are counted one by one.
    @Test(arguments: [
        ("a", 1), ("é", 1), ("你", 2), ("ｗ", 2), ("한", 2), ("😀", 2), ("👩\u{200D}💻", 4), ("✅", 2), ("☎", 1), ("ﬁ", 1),
        ("𠀀", 2), ("\u{AD}", 1),
    ])
    func widths(text: String, columns: Int) {
        #expect(TerminalEmulator(8, 1, feeding: text).cursor.column == columns)
    }

    @Test func insertModePushesTheRowToTheRight() {
        let terminal = TerminalEmulator(6, 1, feeding: "abcdef\r\u{1B}[4hXY\u{1B}[4l")
        #expect(terminal.screenRows == ["XYabcd"])
        #expect(TerminalEmulator(6, 1, feeding: "abcd你\r\u{1B}[4hX").screenRows == ["Xabcd"])
    }

    @Test func repetitionRepeatsWhatWasPrintedLast() {
        #expect(TerminalEmulator(20, 1, feeding: "ab\u{1B}[3b").screenRows == ["abbbb"])
        #expect(TerminalEmulator(20, 1, feeding: "e\u{301}\u{1B}[2b").screenRows == ["e\u{301}e\u{301}e\u{301}"])
        #expect(TerminalEmulator(20, 1, feeding: "你\u{1B}[b").screenRows == ["你你"])
        #expect(TerminalEmulator(20, 1, feeding: "ab\u{1B}[m\u{1B}[3b").screenRows == ["ab"])
    }

    @Test(arguments: [
        ("0", "qxl~", "─│┌·"), ("A", "#a", "£a"), ("K", "[\\]", "ÄÖÜ"), ("R", "@", "à"), ("=", "_", "è"),
        ("B", "q#", "q#"),
    ])
    func characterSets(final: String, typed: String, shown: String) {
        #expect(TerminalEmulator(8, 1, feeding: "\u{1B}(\(final)\(typed)").screenRows == [shown])
        #expect(
            TerminalEmulator(8, 1, feeding: "\u{1B})\(final)\u{E}\(typed)\u{F}\(typed)").screenRows == [shown + typed])
    }

    @Test func everySetCanSayWhatItShows() {
        for set in Charset.allCases {
            #expect(Charset(final: set.final) == set)
            for code in UInt32(0x20)..<0x7F {
                let shown = set.replacement(for: code)
                #expect(set.code(showing: shown).map { set.replacement(for: $0) } == shown)
            }
        }
    }
}
