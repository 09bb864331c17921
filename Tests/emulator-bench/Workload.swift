/// A kind of output.
struct Workload {
    var name: String
    var sizes: [(columns: Int, rows: Int)] = [(80, 24)]
    /// One piece, which is repeated.
    var piece: [UInt8]
    /// What part of the bytes is enough, for kinds that are slow.
    var part = 1

    func bytes(atLeast count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + piece.count)
        while bytes.count < count { bytes += piece }
        return bytes
    }

    static let all = [
        Workload(
            name: "ASCII lines", sizes: [(80, 24), (200, 50)],
            piece: lines { Array(text.utf8.prefix(20 + $0 * 7 % 60)) }),
        Workload(name: "full ASCII lines", piece: lines { _ in Array(text.utf8.prefix(79)) }),
        Workload(name: "short lines (seq)", piece: (0..<1_000).flatMap { Array("\($0)\r\n".utf8) }),
        Workload(name: "unbroken ASCII", piece: Array(text.utf8)),
        Workload(name: "mixed SGR (build log)", piece: lines(buildLine)),
        Workload(name: "dense SGR (ls)", piece: lines(listing)),
        Workload(name: "true colour, each cell", piece: lines(gradient)),
        Workload(name: "CJK", piece: lines { _ in Array("漢字仮名交じり文は日本語の表記である。中文字符".utf8) }),
        Workload(
            name: "emoji and combining", piece: lines { _ in Array("👩‍💻 build ✅ 🚀 e\u{301}a\u{308} नमस्ते สวัสดี ok".utf8) }),
        Workload(name: "TUI (cursor, erase)", piece: Array(screenful.utf8)),
        Workload(name: "vim scrolling (region)", piece: Array(regionScroll.utf8)),
        hostile("DECALN", "\u{1B}#8"),
        hostile("ED", "\u{1B}[44m\u{1B}[J"),
        hostile("REP", "x\u{1B}[99999b"),
        hostile("IL", "\u{1B}[H\u{1B}[99L"),
        hostile("ICH", "\u{1B}[H\u{1B}[@"),
        hostile("DECIC", "\u{1B}['}"),
        hostile("links", (0..<4_000).map { "\u{1B}]8;;http://a/\($0)\u{7}x\r\n" }.joined()),
        hostile("styles", (0..<9_000).map { "\u{1B}[38;2;\($0 / 256);\($0 % 256);1mx" }.joined()),
        hostile(
            "marks",
            (0..<4_000).compactMap { Unicode.Scalar(0x4E00 + UInt32($0)).map { "\($0)\u{301}\u{302}" } }.joined()),
        hostile("queries", "\u{1B}[c\u{1B}]4;1;?\u{7}"),
    ]

    /// What costs most for each byte, on a large screen.
    private static func hostile(_ name: String, _ text: String) -> Workload {
        Workload(name: "worst: \(name)", sizes: [(200, 50)], piece: Array(text.utf8), part: 16)
    }

    private static let text = String(repeating: "The quick brown fox jumps over the lazy dog. ", count: 20)

    private static func lines(_ line: (Int) -> [UInt8]) -> [UInt8] {
        (0..<200).flatMap { line($0) + [0x0D, 0x0A] }
    }

    private static func buildLine(_ number: Int) -> [UInt8] {
        Array(
            "\u{1B}[1m[\(number)/900]\u{1B}[0m \u{1B}[32mCompiling\u{1B}[0m Module\(number).swift \u{1B}[33mwarning:\u{1B}[0m variable was never used"
                .utf8)
    }

    private static func listing(_ number: Int) -> [UInt8] {
        Array(
            "\u{1B}[0m\u{1B}[01;34mdir\(number)\u{1B}[0m  \u{1B}[01;32mrun\u{1B}[0m  \u{1B}[38;5;\(number % 256)mx\u{1B}[0m  plain.txt"
                .utf8)
    }

    private static func gradient(_ number: Int) -> [UInt8] {
        (0..<79).flatMap { Array("\u{1B}[38;2;\($0 * 3);\(number);\(255 - $0)m#".utf8) }
    }

    private static let screenful = (0..<24).map { row in
        "\u{1B}[\(row + 1);1H\u{1B}[K\u{1B}[7m \(row) \u{1B}[27m item \u{1B}[\(row + 1);40H\u{1B}[36m│\u{1B}[39m value \(row * 31)\u{1B}[5C\u{1B}[1P"
    }.joined()

    private static let regionScroll =
        "\u{1B}[1;23r\u{1B}[23;1H\r\n\u{1B}[38;5;130m 42 \u{1B}[m    let value = compute(\u{1B}[31m\"text\"\u{1B}[m)\u{1B}[1;24r\u{1B}[24;1H-- INSERT --\u{1B}[K"
}
