import Testing

@testable import web_terminal

@Suite struct TOMLKeyLinesTests {
    @Test func findsKeysWhereverTheyHide() {
        let text = """
            top = 1 # not = this
            [a] # [b]
            plain = "quoted \\" # = [x]"
            literal = 'C:\\'
            list = [
              1, # one
              "two = 2", [3],
            ]
            many = \"""
            inside = 1
            [inside]
            quotes \\\""" ""\"""
            after = '''
            it's = 1'''''
            dotted.key = { x = 1, y = { z = "}" } }
            "quoted key" = true

            [a.deep]
            k=1
            [[rows]]
            id = 1
            [[rows]]
            id = 2
            [rows.sub]
            n = 3
            inline = [{ m = 1 },
              { m = 2 }]
            """
        let lines = TOMLKeyLines(text).lines
        #expect(
            lines == [
                "top": 1, "a": 2, "a.plain": 3, "a.literal": 4, "a.list": 5, "a.many": 9, "a.after": 13,
                "a.dotted.key": 15, "a.dotted.key.x": 15, "a.dotted.key.y": 15, "a.dotted.key.y.z": 15,
                "a.quoted key": 16, "a.deep": 18, "a.deep.k": 19, "rows": 20, "rows[0]": 20, "rows[0].id": 21,
                "rows[1]": 22, "rows[1].id": 23, "rows[1].sub": 24, "rows[1].sub.n": 25, "rows[1].sub.inline": 26,
                "rows[1].sub.inline[0].m": 26, "rows[1].sub.inline[1].m": 27,
            ])
    }

    @Test func fallsBackToWhatIsAround() {
        let lines = TOMLKeyLines("[a]\n[a.b]\nc = 1")
        #expect(lines.line(of: "a.b.unknown") == 2)
        #expect(lines.line(of: "a.b.c[3].d") == 3)
        #expect(lines.line(of: "z") == nil)
    }

    @Test func windowsLineEnds() {
        #expect(TOMLKeyLines("a = 1\r\nb = 2\r\n").lines == ["a": 1, "b": 2])
    }

    /// Only documents that the parser took come here, but nothing may hang or trap.
    @Test func endsOnAnything() {
        let letters = Array("[]{}=\"'#.,\\ \na1")
        var state: UInt64 = 1
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<24 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(letters[Int(state >> 33) % letters.count])
            }
            #expect(TOMLKeyLines(text).lines.values.allSatisfy { $0 >= 1 })
        }
    }
}
