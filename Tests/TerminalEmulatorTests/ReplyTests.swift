import Testing

@testable import TerminalEmulator

struct ReplyTests {
    @Test(arguments: [
        ("\u{1B}[c", "\u{1B}[?1;2c"), ("\u{1B}[0c", "\u{1B}[?1;2c"), ("\u{1B}[1c", ""),
        ("\u{1B}[>c", "\u{1B}[>0;276;0c"), ("\u{1B}[=c", "\u{1B}P!|00000000\u{1B}\\"),
        ("\u{1B}[5n", "\u{1B}[0n"), ("\u{1B}[6n", "\u{1B}[1;1R"), ("\u{1B}[3;5H\u{1B}[6n", "\u{1B}[3;5R"),
        ("\u{1B}[?6n", "\u{1B}[?1;1R"), ("0123456789\u{1B}[6n", "\u{1B}[1;10R"),
        ("\u{1B}[2;3r\u{1B}[?6h\u{1B}[6n", "\u{1B}[1;1R"),
        ("\u{1B}[4$p", "\u{1B}[4;2$y"), ("\u{1B}[4h\u{1B}[4$p", "\u{1B}[4;1$y"), ("\u{1B}[999$p", "\u{1B}[999;0$y"),
        ("\u{1B}[?7$p", "\u{1B}[?7;1$y"), ("\u{1B}[?1049h\u{1B}[?1049$p", "\u{1B}[?1049;1$y"),
        ("\u{1B}[?2026$p", "\u{1B}[?2026;0$y"), ("\u{1B}[>q", "\u{1B}P>|xterm.js(5.5.0)\u{1B}\\"),
        ("\u{1B}[?u", "\u{1B}[?0u"), ("\u{1B}[18t", "\u{1B}[8;4;10t"), ("\u{1B}[19t", "\u{1B}[9;4;10t"),
        ("\u{1B}[14t", ""), ("\u{1B}[16t", ""),
        ("\u{1B}P$qm\u{1B}\\", "\u{1B}P1$r0m\u{1B}\\"), ("\u{1B}[1;31m\u{1B}P$qm\u{1B}\\", "\u{1B}P1$r0;1;31m\u{1B}\\"),
        ("\u{1B}P$qr\u{1B}\\", "\u{1B}P1$r1;4r\u{1B}\\"), ("\u{1B}[4 q\u{1B}P$q q\u{1B}\\", "\u{1B}P1$r4 q\u{1B}\\"),
        ("\u{1B}P$q\"q\u{1B}\\", "\u{1B}P1$r0\"q\u{1B}\\"), ("\u{1B}P$q\"p\u{1B}\\", "\u{1B}P1$r61;1\"p\u{1B}\\"),
        ("\u{1B}P+q544e\u{1B}\\", "\u{1B}P1+r544E=787465726D2D323536636F6C6F72\u{1B}\\"),
        ("\u{1B}]10;?\u{7}", "\u{1B}]10;rgb:ffff/ffff/ffff\u{1B}\\"),
        ("\u{1B}]11;?\u{1B}\\", "\u{1B}]11;rgb:0000/0000/0000\u{1B}\\"),
        ("\u{1B}]4;1;?\u{7}", "\u{1B}]4;1;rgb:cccc/0000/0000\u{1B}\\"),
        ("\u{1B}]4;1;#123456;1;?\u{7}", "\u{1B}]4;1;rgb:1212/3434/5656\u{1B}\\"),
        ("\u{1B}]4;231;?\u{7}", "\u{1B}]4;231;rgb:ffff/ffff/ffff\u{1B}\\"),
        ("\u{1B}]4;244;?\u{7}", "\u{1B}]4;244;rgb:8080/8080/8080\u{1B}\\"),
        ("\u{1B}]10;?;?\u{7}", "\u{1B}]10;rgb:ffff/ffff/ffff\u{1B}\\\u{1B}]11;rgb:0000/0000/0000\u{1B}\\"),
    ])
    func answers(query: String, answer: String) {
        var terminal = TerminalEmulator(10, 4, feeding: query)
        #expect(terminal.replies == answer)
        #expect(terminal.replies.isEmpty)
        // Printed by a program that prints what is typed, an answer asks nothing: that would go on for ever. The answers
        // to DA2 and to kitty's question once did.
        terminal.feed(answer)
        #expect(terminal.replies.isEmpty)
    }

    /// Known ways to make a terminal type what a program has printed.
    @Test(arguments: [
        "\u{1B}]2;echo owned\u{7}\u{1B}[21t", "\u{1B}]1;echo owned\u{7}\u{1B}[20t",
        "\u{1B}]0;owned\u{7}\u{1B}[22t\u{1B}[23t\u{1B}[21t",
        "\u{1B}P$qowned\u{1B}\\", "\u{1B}P$qm\rowned\u{1B}\\", "\u{1B}P+q6f776e6564\u{1B}\\",
        "\u{1B}]52;c;b3duZWQ=\u{7}\u{1B}]52;c;?\u{7}",
        "\u{1B}]50;owned\u{7}\u{1B}]50;?\u{7}", "\u{1B}]4;owned;?\u{7}", "\u{1B}]10;owned;?\u{7}",
        "\u{1B}]l owned\u{1B}\\", "\u{5}",
        "\u{1B}[0x", "\u{1B}Z", "\u{1B}[?owned$p", "\u{1B}]8;;owned\u{7}x\u{1B}]8;;?\u{7}",
        "\u{1B}[11t\u{1B}[13t\u{1B}[15t",
    ])
    func nothingPrintedIsTyped(output: String) {
        var terminal = TerminalEmulator(40, 4, feeding: output)
        let replies = terminal.replies
        #expect(!replies.lowercased().contains("owned"))
        #expect(!replies.contains("6f776e6564") && !replies.contains("b3du"))
        // No control character that a shell would take for a line's end.
        #expect(!replies.utf8.contains { $0 == 0x0A || $0 == 0x0D })
    }

    @Test func answersAreBounded() {
        var limits = EmulatorLimits()
        limits.repliesPerFeed = 10
        var terminal = TerminalEmulator(columns: 10, rows: 4, limits: limits)
        terminal.feed(String(repeating: "\u{1B}[6n", count: 1_000))
        #expect(terminal.replies == String(repeating: "\u{1B}[1;1R", count: 10))
        for _ in 0..<100_000 { terminal.feed("\u{1B}[>q") }
        #expect(terminal.takeReplies().count <= limits.replyBytes)
    }

    @Test func coloursAreThoseOfTheViewer() {
        var terminal = TerminalEmulator(10, 4)
        terminal.theme.background = RGBColor(red: 0x12, green: 0, blue: 0xFF)
        terminal.cellPixels = (9, 18)
        terminal.feed("\u{1B}]11;?\u{7}\u{1B}[14t\u{1B}[16t")
        #expect(terminal.replies == "\u{1B}]11;rgb:1212/0000/ffff\u{1B}\\\u{1B}[4;72;90t\u{1B}[6;18;9t")
        #expect(terminal.takeEffects().colorsAsked)
    }

    @Test func effectsAreToldOnce() {
        var terminal = TerminalEmulator(10, 4, feeding: "\u{7}\u{7}\u{1B}]2;a\u{7}\u{1B}]52;pc;aGk=\u{7}")
        let effects = terminal.takeEffects()
        #expect(effects.bells == 2)
        #expect(effects.titleChanged)
        #expect(effects.clipboard == .init(selections: "pc", data: Array("aGk=".utf8)))
        #expect(terminal.takeEffects() == TerminalEffects())
        #expect(terminal.title == "a")
    }

    @Test func titlesArePutAsideAndBoundedInLength() {
        var terminal = TerminalEmulator(10, 4, feeding: "\u{1B}]2;one\u{7}\u{1B}[22t\u{1B}]0;two\u{7}")
        #expect(terminal.title == "two")
        terminal.feed("\u{1B}[23;2t")
        #expect(terminal.title == "one")
        terminal.feed("\u{1B}]2;" + String(repeating: "é", count: 5_000) + "\u{7}")
        #expect(terminal.title == String(repeating: "é", count: EmulatorLimits().titleBytes / 2))
    }
}
