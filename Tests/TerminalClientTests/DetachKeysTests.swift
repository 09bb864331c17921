import Testing

@testable import TerminalClient

@Suite struct DetachKeysTests {
    @Test(
        arguments: [
            ("ctrl-]", [0x1D]), ("ctrl-p,ctrl-q", [0x10, 0x11]), ("ctrl-a,d", [0x01, 0x64]), ("CTRL-A", [0x01]),
            ("ctrl-@", [0x00]), ("ctrl-\\", [0x1C]), ("ctrl-_", [0x1F]), ("~,.", [0x7E, 0x2E]), ("none", []),
        ] as [(String, [UInt8])])
    func names(text: String, keys: [UInt8]) throws {
        let parsed = try #require(DetachKeys(text))
        #expect(parsed.keys == keys)
        #expect(DetachKeys(parsed.description)?.keys == keys)
    }

    @Test(arguments: ["", "ctrl-", "ctrl-1", "ctrl-ab", "ab", "a,", ",a", "é", "ctrl-é", "a,b,c,d,e,f,g,h,i"])
    func whatIsNone(text: String) { #expect(DetachKeys(text) == nil) }

    private func type(_ pieces: [[UInt8]], _ name: String) throws -> (passed: [UInt8], isDetached: Bool) {
        var keys = try #require(DetachKeys(name))
        var passed: [UInt8] = []
        for piece in pieces {
            let (more, isDetached) = keys.filter(piece)
            passed += more
            if isDetached { return (passed, true) }
        }
        return (passed, false)
    }

    @Test func oneKeyHoldsNothingBack() throws {
        #expect(try type([Array("ls\r".utf8)], "ctrl-]") == (Array("ls\r".utf8), false))
        #expect(try type([[0x61, 0x1D, 0x62]], "ctrl-]") == ([0x61], true))
    }

    @Test func severalKeysMayComeApart() throws {
        #expect(try type([[0x10], [0x11]], "ctrl-p,ctrl-q") == ([], true))
        #expect(try type([[0x61, 0x10], [0x62, 0x10, 0x11]], "ctrl-p,ctrl-q") == ([0x61, 0x10, 0x62], true))
    }

    @Test func aBeginningIsTypedWhenItBecomesNothing() throws {
        #expect(try type([[0x10], [0x61]], "ctrl-p,ctrl-q") == ([0x10, 0x61], false))
        // The second Ctrl-P may still be the beginning.
        #expect(try type([[0x10, 0x10, 0x11]], "ctrl-p,ctrl-q") == ([0x10], true))
        #expect(try type([Array("aab".utf8)], "a,a,b") == ([], true))
        #expect(try type([Array("aaab".utf8)], "a,a,b") == (Array("a".utf8), true))
    }

    @Test func noneAreNeverFound() throws {
        #expect(try type([[0x1D, 0x10, 0x11]], "none") == ([0x1D, 0x10, 0x11], false))
    }
}
