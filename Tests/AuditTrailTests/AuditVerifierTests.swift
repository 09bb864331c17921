import StrictJSON
import TestKit
import Testing

@testable import AuditTrail

@Suite struct AuditVerifierTests {
    private let lines = AuditTestLines.life(8)

    @Test func aWholeTrail() {
        let verifier = AuditTestLines.verify(lines)
        #expect(verifier.findings == [] && verifier.lines == 10 && verifier.head?.sequence == 10)
    }

    @Test(arguments: 1..<9)
    func aRemovedLine(index: Int) {
        var bad = lines
        bad.remove(at: index)
        let verifier = AuditTestLines.verify(bad)
        #expect(verifier.breaks == [index + 1])
        #expect(verifier.findings.first?.description.hasSuffix("event \(index + 1) is missing") == true)
    }

    @Test(arguments: 1..<8)
    func twoRemovedLines(index: Int) {
        var bad = lines
        bad.removeSubrange(index...index + 1)
        let verifier = AuditTestLines.verify(bad)
        #expect(verifier.breaks == [index + 1])
        #expect(verifier.findings.first?.text.hasSuffix("events \(index + 1) to \(index + 2) are missing") == true)
    }

    @Test(arguments: 0..<10)
    func aChangedLine(index: Int) {
        var bad = lines
        bad[index][40] ^= 1
        #expect(AuditTestLines.verify(bad).breaks == [index + 1])
    }

    /// Whoever can compute hashes changes a line and its hash: the next line still tells.
    @Test(arguments: 1..<9)
    func aLineThatWasMadeAnew(index: Int) throws {
        let before = try #require(AuditRecord(lines[index].dropLast()))
        var bad = lines
        bad[index] =
            AuditRecord.line(
                AuditEvent(before.event, ["user_id": "somebody else"]), sequence: before.sequence, time: 0,
                previous: before.previous
            ).bytes
        let verifier = AuditTestLines.verify(bad)
        #expect(verifier.breaks == [index + 2])
        #expect(verifier.findings.first?.text.hasSuffix("the line before it was changed") == true)
    }

    @Test(arguments: 1..<8)
    func twoLinesThatChangedPlaces(index: Int) {
        var bad = lines
        bad.swapAt(index, index + 1)
        #expect(AuditTestLines.verify(bad).breaks.first == index + 1)
    }

    @Test func aCopiedLine() {
        let verifier = AuditTestLines.verify(lines[..<5] + [lines[2]] + lines[5...])
        #expect(verifier.breaks == [6, 7])
        #expect(verifier.findings.first?.text.contains("wrong place, or a copy") == true)
    }

    @Test func aForeignLine() {
        #expect(AuditTestLines.verify(lines[..<5] + [Array("hello\n".utf8)] + lines[5...]).breaks == [6])
        #expect(AuditTestLines.verify(lines[..<5] + [[10], [10]] + lines[5...]).breaks == [6, 7])
        #expect(AuditTestLines.verify([Array("hello\n".utf8)]).breaks == [1])
        #expect(AuditTestLines.verify([]).breaks == [0])
    }

    @Test func aCutOffEnd() {
        let short = AuditTestLines.verify(Array(lines.dropLast()))
        #expect(!short.isBroken && short.notes.count == 1 && short.notes[0].contains("does not end with trail_stopped"))
        let torn = AuditTestLines.verify(lines.dropLast() + [Array(lines[9].dropLast(30))])
        #expect(torn.breaks == [10])
        let withoutLineFeed = AuditTestLines.verify(lines.dropLast() + [Array(lines[9].dropLast())])
        #expect(!withoutLineFeed.isBroken && withoutLineFeed.notes == ["the last line has no end"])
    }

    @Test func aCutOffBeginning() {
        let verifier = AuditTestLines.verify(Array(lines.dropFirst(3)))
        #expect(!verifier.isBroken && verifier.notes == ["begins with event 4: what came before is not in these files"])
    }

    @Test func severalFiles() {
        #expect(AuditTestLines.verify(Array(lines[..<4]), Array(lines[4...])).findings == [])
        let second = AuditTestLines.life(2, after: AuditTestLines.head(of: lines))
        #expect(AuditTestLines.verify(lines, second).findings == [])
        #expect(AuditTestLines.verify(lines + second).findings == [])
        let wrongOrder = AuditTestLines.verify(second, lines)
        #expect(wrongOrder.notes.first?.hasPrefix("begins with event 11") == true)
        // A file that lacks its end, or one between that is missing.
        let missing = AuditTestLines.verify(Array(lines[..<4]), Array(lines[6...]))
        #expect(missing.findings.first?.description.hasPrefix("audit.1:1: BROKEN: ") == true)
    }

    @Test func anotherLife() {
        let killed = Array(lines.dropLast(2))
        let after = AuditTestLines.life(1, after: AuditTestLines.head(of: killed))
        let continued = AuditTestLines.verify(killed + after)
        #expect(!continued.isBroken && continued.notes.count == 1, "\(continued.findings)")
        let fresh = AuditTestLines.verify(killed + AuditTestLines.life(1, user: "bob"))
        #expect(!fresh.isBroken && fresh.notes.count == 1 && fresh.notes[0].contains("a new chain begins"))
        #expect(AuditTestLines.verify(lines + AuditTestLines.life(1, user: "bob")).findings == [])
    }

    @Test func aChainThatDoesNotStart() {
        #expect(AuditTestLines.verify(AuditTestLines.make(["a", "b", AuditEvent.stop])).breaks == [1])
    }

    /// Any single mischief is found, wherever it happens.
    @Test func randomMischief() {
        for seed in 1...400 {
            var random = SeededRandom(seed: UInt64(seed))
            let good = AuditTestLines.life(Int.random(in: 2...30, using: &random))
            var bad = good
            let index = Int.random(in: 1..<good.count - 1, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bad.remove(at: index)
            case 1: bad.insert(good[Int.random(in: 0..<good.count, using: &random)], at: index)
            case 2: bad.swapAt(index, (index + Int.random(in: 1..<good.count, using: &random)) % good.count)
            case 3:
                let place = Int.random(in: 0..<bad[index].count - 1, using: &random)
                bad[index][place] ^= UInt8.random(in: 1...127, using: &random)
            default: bad[index].removeSubrange(10...Int.random(in: 10..<bad[index].count - 1, using: &random))
            }
            let verifier = AuditTestLines.verify(bad)
            #expect(verifier.isBroken, "seed \(seed)")
        }
    }
}
