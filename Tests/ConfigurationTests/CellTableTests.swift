import Testing

@testable import web_terminal

/// Texts of others in tables, for terminals and for spreadsheets.
@Suite struct CellTableTests {
    private func csv(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                CellTable(columns: ["a"], rows: [[text]]).csv.unicodeScalars.dropFirst(3).dropLast(2)))
    }

    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ("two\nlines", "\"two\nlines\""),
        ("=1+1", "'=1+1"), ("+1", "+1"), ("-1.5", "-1.5"), ("-1+1", "'-1+1"), ("@a", "'@a"),
        ("＝1+1", "'＝1+1"), ("＠a", "'＠a"), ("\n=1", "\"'\n=1\""),
        ("=a,\"b\"", "\"'=a,\"\"b\"\"\""),
        ("\u{1B}[2J", "\\u001b[2J"), ("\t=1", "\\u0009=1"), ("\r\n=1", "\"\\u000d\n=1\""), ("a\u{202E}b", "a\\u202eb"),
        ("a\"\u{301}b", "\"a\"\"\u{301}b\""), ("=\u{301}1", "'=\u{301}1"), ("a,\u{301}b", "\"a,\u{301}b\""),
    ])
    func fields(text: String, field: String) { #expect(csv(text) == field) }

    @Test func tablesAreAligned() {
        let table = CellTable(columns: ["id", "name"], rows: [["1", "a"], ["2", ""], ["33\u{1B}[2J", "日本"]])
        #expect(
            table.text == """
                ID           NAME
                1            a
                2            -
                33\\u001b[2J  日本

                """)
    }

    @Test(arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("한", 2), ("", 0), ("🚀", 2), ("🦀", 2), ("⌚", 2)])
    func widths(text: String, width: Int) { #expect(CellTable.width(text) == width) }
}
