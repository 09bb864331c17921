import Testing

@testable import web_terminal

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "ab", 2), ("port", "port", 0), ("port", "prot", 1), ("port", "ports", 1),
        ("host", "most", 1), ("kitten", "sitting", 3), ("abc", "cba", 2),
    ])
    func distance(a: String, b: String, expected: Int) {
        #expect(Suggestion.distance(a, b) == expected)
        #expect(Suggestion.distance(b, a) == expected)
    }

    @Test func everyKeyIsFoundWithALetterMissing() {
        for setting in Setting.all where setting.key.count > 4 {
            let meant = Suggestion.setting(for: "\(setting.section).\(setting.key.dropLast())")
            #expect(meant.flatMap { Setting.byPath[$0] } != nil, "\(setting.path)")
        }
    }

    @Test func nothingIsSuggestedForNonsense() {
        #expect(Suggestion.setting(for: "server.zzzzzzzzzzzz") == nil)
        #expect(Suggestion.nearest(to: "qq", among: ["server", "session"]) == nil)
    }
}
