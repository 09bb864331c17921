import Testing

@testable import TerminalEmulator

struct RenderingTests {
    @Test func textIsTheRows() {
        #expect(TerminalEmulator(10, 3, feeding: "a  \r\n  你b\u{1B}[8mhidden").text() == "a\n  你b\n\n")
    }

    /// What `ansi` prints looks like the screen.
    @Test func sequencesPaintTheSameAgain() {
        let output = "\u{1B}[1;31mred\u{1B}[m \u{1B}[4:3;44m你\u{1B}[m\r\n\u{1B}]8;;http://a/\u{7}link\u{1B}]8;;\u{7}"
        let terminal = TerminalEmulator(20, 3, feeding: output)
        let again = TerminalEmulator(20, 4, feeding: terminal.ansi().replacing("\n", with: "\r\n"))
        for row in 0..<3 { #expect(again.runs(row: row).map(\.text) == terminal.runs(row: row).map(\.text)) }
        #expect(again.style(0, 0) == terminal.style(0, 0))
        #expect(again.style(0, 4) == terminal.style(0, 4))
        #expect(again.address(again.style(1, 0).link) == "http://a/")
    }

    @Test func htmlIsEscaped() {
        let terminal = TerminalEmulator(
            60, 2,
            feeding:
                "<b>&\"'\u{1B}]8;;javascript:alert(1)\u{7}x\u{1B}]8;;https://a/?b=\"<\u{7}y\u{1B}]8;;\u{7}\u{1B}[7;31mz"
        )
        let html = terminal.html()
        #expect(html.contains("&lt;b&gt;&amp;&quot;&#39;"))
        #expect(!html.contains("javascript:"))
        #expect(html.contains("<a href=\"https://a/?b=&quot;&lt;\" rel=\"noopener noreferrer\">y</a>"))
        #expect(html.contains("<span style=\"color:#000000;background:#cc0000\">z</span>"))
    }

    @Test func coloursFollowPaletteAndTheme() {
        var terminal = TerminalEmulator(10, 1, feeding: "\u{1B}]4;1;#010203\u{7}\u{1B}[31mx\u{1B}[32my")
        terminal.theme.ansi[2] = RGBColor(red: 4, green: 5, blue: 6)
        #expect(terminal.html().contains("color:#010203"))
        #expect(terminal.html().contains("color:#040506"))
        terminal.feed("\u{1B}]104\u{7}")
        #expect(terminal.html().contains("color:#cc0000"))
    }

    @Test func jsonSaysWhatIsWhere() {
        let terminal = TerminalEmulator(8, 2, feeding: "\u{1B}]2;a\"\\b\u{7}ab\u{1B}[1;31m你\u{1B}[m")
        #expect(
            terminal.json()
                == "{\"columns\":8,\"rows\":2,\"alternate\":false,\"title\":\"a\\\"\\\\b\",\"cursor\":{\"column\":4,\"row\":0,"
                + "\"visible\":true,\"shape\":\"block\"},\"lines\":[{\"text\":\"ab你\",\"wrapped\":false,\"spans\":["
                + "{\"column\":0,\"width\":2,\"text\":\"ab\"},{\"column\":2,\"width\":2,\"text\":\"你\","
                + "\"foreground\":\"#cc0000\",\"attributes\":[\"bold\"]}]},{\"text\":\"\",\"wrapped\":false,\"spans\":[]}]}"
        )
    }
}
