import Testing

@testable import TerminalClient

@Suite struct ColoredTextTests {
    @Test(arguments: [
        "", "größer → ✓\tx\n", "\u{1B}[31mred\u{1B}[0m\n", "\u{1B}[38;2;1;2;3m\u{1B}[4:3mx\u{1B}[m",
    ])
    func colorsStay(text: String) { #expect(ColoredText.filtered(text.utf8) == text) }

    @Test(arguments: [
        "\u{1B}[2J", "\u{1B}]0;owned\u{7}", "\u{1B}]8;;http://a/\u{1B}\\", "\u{9B}", "\r", "\u{8}", "\u{7F}", "\u{1B}c",
        "\u{1B}[?1049h", "\u{1B}[>4;2m", "\u{1B}P+q544e\u{1B}\\", "\u{1B}[\u{7}1A", "\u{1B}\u{1B}[A",
    ])
    func nothingElseIsObeyed(text: String) {
        let shown = ColoredText.filtered("a\(text)b".utf8)
        #expect(shown.first == "a" && shown.last == "b")
        let isHarmless = shown.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        #expect(isHarmless, "\(shown.debugDescription)")
    }

    /// A sequence that has no end shows nothing.
    @Test func whatIsCut() { #expect(ColoredText.filtered("a\u{1B}[31".utf8) == "a") }
}
