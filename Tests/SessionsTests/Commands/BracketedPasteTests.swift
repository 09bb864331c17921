import TestKit
import Testing

@testable import Sessions

@Suite struct BracketedPasteTests {
    @Test(arguments: [
        ("", false, 0),
        ("\u{1B}[?2004h", true, 0),
        ("x\u{1B}[?2004hy\u{1B}[?2004l", false, 1),
        ("\u{1B}[?1;2004h", true, 0),
        ("\u{1B}[?2004;1h", true, 0),
        ("\u{1B}[?12004h\u{1B}[?200h\u{1B}[2004h\u{1B}[?2004x", false, 0),
        ("\u{1B}\u{1B}[?2004h\u{1B}[?25l", true, 0),
        ("\u{1B}[?2004h\u{1B}[?2004l\u{1B}[?2004h", true, 1),
    ])
    func isFoundHoweverTheStreamIsCut(printed: String, isOn: Bool, offCount: UInt64) {
        let bytes = Array(printed.utf8)
        for size in 1...max(bytes.count, 1) {
            var paste = BracketedPaste()
            var rest = bytes[...]
            while !rest.isEmpty {
                Array(rest.prefix(size)).withUnsafeBytes { paste.read($0) }
                rest = rest.dropFirst(size)
            }
            #expect(paste.isOn == isOn)
            #expect(paste.offCount == offCount)
        }
    }
}

@Suite struct TerminalReportTests {
    @Test(arguments: [
        "\u{1B}[?1;2c", "\u{1B}[>0;276;0c", "\u{1B}[0n", "\u{1B}[24;80R", "\u{1B}[I", "\u{1B}[O\u{1B}[I",
        "\u{1B}[?2004;1$y", "\u{1B}]11;rgb:0000/0000/0000\u{1B}\\", "\u{1B}]10;rgb:1\u{7}\u{1B}[0n",
        "\u{1B}P1$r0m\u{1B}\\", "\u{1B}[8;24;80t", "\u{1B}[?0u",
    ])
    func isNoKey(bytes: String) {
        #expect(TerminalReport.isReport(Array(bytes.utf8)))
    }

    @Test(arguments: [
        "", "a", "\r", "\u{1B}", "\u{1B}[A", "\u{1B}OP", "\u{1B}[R", "\u{1B}[0nx", "\u{1B}[200~x\u{1B}[201~",
        "\u{1B}]11", "\u{1B}[1;", "\u{1B}[3~", "\u{3}",
    ])
    func isAKey(bytes: String) {
        #expect(!TerminalReport.isReport(Array(bytes.utf8)))
    }
}
