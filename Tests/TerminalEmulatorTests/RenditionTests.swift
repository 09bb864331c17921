import Testing

@testable import TerminalEmulator

struct RenditionTests {
    private func pen(_ parameters: String) -> TextStyle {
        let terminal = TerminalEmulator(4, 1, feeding: "\u{1B}[\(parameters)mx")
        return terminal.style(0, 0)
    }

    @Test(
        arguments: [
            ("31", .palette16(1)), ("97", .palette16(15)), ("38;5;200", .palette256(200)),
            ("38;2;1;2;3", .rgb(1, 2, 3)), ("38:5:7", .palette256(7)), ("38:2:1:2:3", .rgb(2, 3, 0)),
            ("38:2::1:2:3", .rgb(1, 2, 3)), ("38:2:9:1:2:3", .rgb(1, 2, 3)), ("38;2;300;2;3", .rgb(300, 2, 3)),
            ("38;5", .palette256(0)), ("38", .standard), ("38;7;1", .standard), ("31;39", .standard),
            ("31;0", .standard),
            ("38;2;1:2:3", .rgb(1, 2, 3)),
        ] as [(String, TextColor)])
    func foregrounds(parameters: String, color: TextColor) {
        #expect(pen(parameters).foreground == color)
        let asBackground = parameters.replacing("38", with: "48").replacing("39", with: "49")
            .replacing("31", with: "41").replacing("97", with: "107")
        #expect(pen(asBackground).background == color)
    }

    @Test(
        arguments: [
            ("1", .bold), ("2", .dim), ("3", .italic), ("5", .blink), ("7", .inverse), ("8", .invisible),
            ("9", .strikethrough), ("53", .overline), ("1;22", []), ("2;22", []), ("3;23", []), ("5;25", []),
            ("7;27", []),
            ("8;28", []), ("9;29", []), ("53;55", []), ("1;3;", []), ("4;24", []), ("4:0", []),
        ] as [(String, TextStyle.Flags)])
    func flags(parameters: String, flags: TextStyle.Flags) {
        #expect(pen(parameters).flags == flags)
    }

    @Test(
        arguments: [
            ("4", .single), ("4:1", .single), ("4:2", .double), ("21", .double), ("4:3", .curly),
            ("4:4", .dotted), ("4:5", .dashed), ("4:9", .single), ("4:", .single), ("4;24", .none),
        ] as [(String, TextStyle.Underline)])
    func underlines(parameters: String, underline: TextStyle.Underline) {
        #expect(pen(parameters).visibleUnderline == underline)
    }

    @Test func underlineColors() {
        #expect(pen("4;58;5;9").underlineColor == .palette256(9))
        #expect(pen("58:2::1:2:3;4").underlineColor == .rgb(1, 2, 3))
        // Without an underline it has no effect, and makes no style of its own.
        #expect(pen("58;5;9") == .standard)
        #expect(pen("4;58;5;9;0") == .standard)
    }

    /// What a style is written as leads back to it.
    @Test func parametersOfAStyleMakeTheStyle() {
        for parameters in ["0", "1;3;31;48;5;99", "4:3;58;5;9;38;2;1;2;3", "2;7;8;9;53;97;100", "5;4"] {
            let style = pen(parameters)
            #expect(pen(style.selectionParameters) == style)
        }
    }

    @Test func linksHaveAnAddress() {
        let terminal = TerminalEmulator(
            20, 1, feeding: "\u{1B}]8;id=x;http://a/;b\u{7}in\u{1B}]8;;\u{7}out")
        #expect(terminal.address(terminal.style(0, 0).link) == "http://a/")
        #expect(terminal.style(0, 2).link == 0)
    }

    @Test func linksAreBoundedAndTakenBack() {
        var limits = EmulatorLimits()
        limits.links = 8
        limits.scrollbackLines = 0
        var terminal = TerminalEmulator(columns: 10, rows: 2, limits: limits)
        for number in 0..<1_000 { terminal.feed("\u{1B}]8;;http://a/\(number)\u{7}x\u{1B}]8;;\u{7}\r\n") }
        #expect(terminal.tables.links.count <= 8)
        // What left the screen makes room for what comes, if not at once.
        let shown = (0..<200).count { number in
            terminal.feed("\u{1B}]8;;http://c/\(number)\u{7}\rx")
            return terminal.address(terminal.style(1, 0).link) == "http://c/\(number)"
        }
        #expect(shown > 8)
        // All on the screen: there is no room for one more.
        terminal = TerminalEmulator(columns: 10, rows: 2, limits: limits)
        for number in 0..<9 { terminal.feed("\u{1B}]8;;http://b/\(number)\u{7}x") }
        #expect((0..<9).map { terminal.style(0, $0).link } == [1, 2, 3, 4, 5, 6, 7, 8, 0])
    }
}
