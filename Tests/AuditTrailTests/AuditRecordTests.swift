import StrictJSON
import TestKit
import Testing

@testable import AuditTrail

@Suite struct AuditRecordTests {
    private func line(_ event: AuditEvent) -> String {
        String(
            decoding: AuditRecord.line(event, sequence: 7, time: 1_769_860_800.0625, previous: .zero).bytes,
            as: UTF8.self)
    }

    /// The hash was computed by another program: `printf '%s' '{…}' | sha256sum`.
    @Test func theFormOfALine() {
        let event = AuditEvent("session_created", ["user_id": "alice", "duration_ms": 1.5, "ok": true, "none": nil])
        #expect(
            line(event)
                == #"{"sequence":7,"time":"2026-01-31T12:00:00.062Z","event":"session_created","#
                + #""duration_ms":1.5,"ok":true,"user_id":"alice","#
                + #""previous":"0000000000000000000000000000000000000000000000000000000000000000","#
                + #""hash":"729faa3e2d23e07f8aeffbabce760134836850212e0989bac3ad8325d08b09e5"}"# + "\n")
    }

    @Test func whatWasWrittenIsReadBack() throws {
        let event = AuditEvent("a \"b\"\n", ["text": "\u{1b}[2J\u{202e}é😀\\", "sequence": 9, "hash": "x", "n": -3])
        let written = line(event)
        #expect(!written.dropLast().unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202e}" })
        let record = try #require(AuditRecord(Array(written.utf8).dropLast()))
        #expect(record.event == event.name && record.sequence == 7 && record.previous == .zero)
        #expect(record.fields == ["text": "\u{1b}[2J\u{202e}é😀\\", "n": -3], "the line's own members are kept")
    }

    @Test func longTextsAreCutOff() throws {
        let written = line(AuditEvent("e", ["text": .string(String(repeating: "😀", count: 5000))]))
        let record = try #require(AuditRecord(Array(written.utf8).dropLast()))
        #expect(record.fields["text"]?.stringValue?.unicodeScalars.count == 513)
    }

    @Test func otherLinesAreRefused() {
        let good = line(AuditEvent("e", ["a": 1]))
        #expect(AuditRecord(Array(good.utf8).dropLast()) != nil)
        for bad in [
            "", "{}", "x", String(good.dropLast(2)), String(good.dropLast()) + " ", good.uppercased(), " " + good,
        ] {
            #expect(AuditRecord(Array(bad.utf8)) == nil, "\(bad)")
        }
    }

    /// No byte of a line can be changed.
    @Test func everyByteCounts() {
        var random = SeededRandom(seed: 1)
        let good = Array(line(AuditEvent("e", ["user_id": "alice"])).utf8.dropLast())
        for index in good.indices {
            var bad = good
            bad[index] ^= UInt8.random(in: 1...255, using: &random)
            #expect(AuditRecord(bad) == nil, "byte \(index)")
        }
    }
}
