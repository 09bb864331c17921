import Testing

@testable import Sessions

@Suite struct CommandTextTests {
    @Test(arguments: [
        "ls -l", "echo żółw", " leading", "a\nb", "\ta", String(repeating: "x", count: CommandText.maximumBytes),
    ])
    func isTaken(text: String) throws {
        #expect(try CommandText(text).text == text)
    }

    @Test(arguments: [
        "", " ", "\n\t ", "a\u{3}b", "\u{1B}[201~rm", "a\rb", "a\u{7F}", "a\u{0}", "a\u{9B}b",
        String(repeating: "x", count: CommandText.maximumBytes + 1),
    ])
    func isRefused(text: String) {
        #expect {
            try CommandText(text)
        } throws: { error in
            guard case .invalid(let sentence)? = error as? CommandRefusal else { return false }
            return sentence.hasPrefix("command must")
        }
    }

    @Test func isTypedOrPasted() throws {
        #expect(try CommandText("ls\n\n").keys == Array("ls\r".utf8))
        #expect(try CommandText("a\nb\n").keys == Array("\u{1B}[200~a\nb\u{1B}[201~\r".utf8))
        #expect(try CommandText("a\tb").needsPaste)
        #expect(try !CommandText("a b\n").needsPaste)
    }

    @Test(arguments: [
        ("ls -l", "ls -l", false, true),
        ("ls -l ", "ls -l", false, true),
        ("ls -l", "ls -la", false, false),
        ("ls -l", "ls", false, false),
        ("ls -l", "", false, true),
        ("for i in 1 2\ndo\n\techo $i\ndone", "for i in 1 2; do \techo $i; done", false, true),
        ("echo one\necho two", "echo one", false, true),
        ("echo one\necho two", "echo two", false, false),
        ("echo !!", "echo ls", false, true),
        ("echo long", "echo lo", true, true),
        ("make", "lsmake", false, false),
    ])
    func isKnownAgain(typed: String, reported: String, isTruncated: Bool, isOurs: Bool) throws {
        #expect(try CommandText(typed).mayBe(reported, isTruncated: isTruncated) == isOurs)
    }
}
