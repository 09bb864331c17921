import TestKit
import Testing

@testable import Sessions

@Suite struct TextSearchTests {
    private static func text(of letters: String, _ lengths: ClosedRange<Int>, _ random: inout SeededRandom) -> String {
        let count = Int.random(in: lengths, using: &random)
        return String((0..<count).map { _ in letters.randomElement(using: &random) ?? "a" })
    }

    private func found(_ pattern: String, in pieces: [String]) -> Int? {
        var search = TextSearch(pattern)
        for (index, piece) in pieces.enumerated() {
            if Array(piece.utf8).withUnsafeBytes({ search.append($0) }) { return index }
        }
        return nil
    }

    @Test(arguments: [
        ("ready", ["not yet, rea", "dy now"], 1),
        ("ready", ["r\u{1B}[1me\u{1B}]0;x\u{7}ady"], 0),
        ("50%", ["10%\r50%\r100%\r\n"], 0),
        ("gone", ["gone\u{1B}[2K"], 0),
        ("Password: ", ["\r\nPassword: "], 0),
        ("aab", ["aaaaab"], 0),
        ("żółw", ["a żó", "łw"], 1),
        ("xyz", ["abc\rxy", "z"], 1),
        ("bcX", ["abcd\u{8}X"], 0),
        ("a b", ["a\u{1B}[Cb"], 0),
    ])
    func findsWhatWasToBeSeen(pattern: String, pieces: [String], at index: Int) {
        #expect(found(pattern, in: pieces) == index)
    }

    @Test(arguments: [
        ("ready", ["read\r\ny"]),
        ("ready", ["\u{1B}]0;ready\u{7}"]),
        ("ab", ["a\rb"]),
        ("abc", ["ab\u{8}c"]),
        ("aXb", []),
    ])
    func doesNotFindWhatWasNot(pattern: String, pieces: [String]) {
        #expect(found(pattern, in: pieces) == nil)
    }

    @Test func findsAcrossTheEndOfALineThatIsTooLong() {
        let long = String(repeating: "-", count: TextLine.maximumCharacters - 3)
        #expect(found("needle", in: [long + "need", "le"]) == 1)
    }

    /// As if all had been searched at once, also where shells redraw their line.
    @Test func findsNoLessThanASearchOfTheWhole() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<4_000 {
            let text = Self.text(of: "ab\n", 1...40, &random)
            let pattern = Self.text(of: "ab", 1...4, &random)
            var pieces: [String] = []
            var rest = text[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...4, using: &random)
                pieces.append(String(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            let lines = text.split(separator: "\n")
            let expected = lines.contains { line in
                (0..<line.count).contains { line.dropFirst($0).hasPrefix(pattern) }
            }
            #expect((found(pattern, in: pieces) != nil) == expected, "\(pattern) in \(pieces)")
        }
    }

    @Test func aSearchOfErasedLinesFindsWhatIsWrittenAnew() {
        var random = SeededRandom(seed: 4)
        let pieces = ["a", "b", "ab", "\r", "\u{8}", "\u{1B}[K", "\u{1B}[2K", "\u{1B}[1K", "\u{1B}[2G", "\n"]
        for _ in 0..<4_000 {
            let count = Int.random(in: 1...20, using: &random)
            let printed = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }
            // What is to be seen after each step.
            var isSeen = false
            for count in 1...printed.count {
                var text = PlainText(limit: 1000)
                Array(printed.prefix(count).joined().utf8).withUnsafeBytes { text.append($0) }
                let last = text.finish().text.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
                isSeen = isSeen || (0..<last.count).contains { last.dropFirst($0).hasPrefix("aba") }
            }
            #expect((found("aba", in: printed) != nil) == isSeen, "\(printed)")
        }
    }
}
