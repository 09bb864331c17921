import StrictJSON
import TestKit
import Testing

@testable import AuditTrail

@Suite struct AuditChainTests {
    @Test func aChain() throws {
        let records = AuditTestLines.life(3).compactMap { AuditRecord($0.dropLast()) }
        #expect(records.map(\.sequence) == [1, 2, 3, 4, 5])
        #expect(records[0].previous == .zero)
        for (before, after) in zip(records, records.dropFirst()) { #expect(after.previous == before.hash) }
    }

    @Test func whatIsLostIsTold() throws {
        var chain = AuditChain(after: nil)
        var lines: [[UInt8]] = []
        var room = 2
        func accept(_ line: [UInt8]) -> Bool {
            guard room > 0 else { return false }
            room -= 1
            lines.append(line)
            return true
        }
        chain.add(AuditEvent(AuditEvent.start), time: 0, to: accept)
        for number in 0..<5 { chain.add(AuditEvent("e\(number)"), time: 0, to: accept) }
        #expect(chain.lost == 4)
        // Room for the notice alone: the event behind it is lost, and told by the next.
        room = 1
        chain.add(AuditEvent("f"), time: 0, to: accept)
        room = 2
        chain.add(AuditEvent("g"), time: 0, to: accept)
        let records = lines.compactMap { AuditRecord($0.dropLast()) }
        #expect(records.map(\.event) == ["trail_started", "e0", "events_lost", "events_lost", "g"])
        #expect(records.map(\.sequence) == [1, 2, 7, 9, 10])
        #expect(records[2].fields == ["count": 4, "first": 3, "last": 6])
        #expect(records[3].fields == ["count": 1, "first": 8, "last": 8])
        let verifier = AuditTestLines.verify(lines)
        #expect(!verifier.isBroken && verifier.lost == 5, "\(verifier.findings)")
    }

    /// Whatever happens, with room or without: the lines that got through are a chain, and lines and losses together
    /// are all that happened.
    @Test func randomLives() {
        for seed in 1...60 {
            var random = SeededRandom(seed: UInt64(seed))
            var chain = AuditChain(after: nil)
            var lines: [[UInt8]] = []
            chain.add(
                AuditEvent(AuditEvent.start), time: 0,
                to: {
                    lines.append($0); return true
                })
            let count = Int.random(in: 1...200, using: &random)
            for _ in 0..<count {
                var fields: [String: JSONValue] = [:]
                for _ in 0..<Int.random(in: 0...5, using: &random) {
                    let text = String(
                        String.UnicodeScalarView(
                            (0..<5).compactMap { _ in
                                Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &random))
                            }))
                    fields[text] =
                        Bool.random(using: &random)
                        ? .string(text) : JSONValue(Int64.random(in: .min ... .max, using: &random))
                }
                let hasRoom = Int.random(in: 0..<4, using: &random) > 0
                chain.add(AuditEvent("e", fields), time: Double.random(in: 0...2e9, using: &random)) { line in
                    if hasRoom { lines.append(line) }
                    return hasRoom
                }
            }
            let verifier = AuditTestLines.verify(lines)
            #expect(!verifier.isBroken, "seed \(seed): \(verifier.findings)")
            let notices = lines.count { AuditRecord($0.dropLast())?.event == AuditEvent.lost }
            #expect(lines.count - notices + Int(verifier.lost) + Int(chain.lost) == count + 1, "seed \(seed)")
        }
    }
}
