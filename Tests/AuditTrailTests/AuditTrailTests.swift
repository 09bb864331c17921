import Glibc
import LineOutput
import StrictJSON
import TestKit
import Testing

@testable import AuditTrail

/// Trails in real files.
@Suite struct AuditTrailTests {
    private let directory = TestDirectory()

    private func open() throws -> AuditTrail {
        try #require(
            try AuditTrail.open(
                .file(directory.path("audit.log")), start: ["version": "test"],
                clock: { 1_769_860_800 }, onTrouble: { _ in }))
    }

    private func verify(_ name: String) throws -> AuditVerifier { try verify(names: [name]) }

    private func verify(names: [String]) throws -> AuditVerifier {
        AuditTestLines.verify(
            files: try names.map { name in
                var lines = try directory.read(name).split(separator: 10, omittingEmptySubsequences: false)
                    .map { Array($0) + [10] }
                if let last = lines.popLast(), last.count > 1 { lines.append(last.dropLast()) }
                return lines
            })
    }

    @Test func offIsNoTrail() throws {
        #expect(try AuditTrail.open(.off, start: [:], clock: { 0 }, onTrouble: { _ in }) == nil)
    }

    @Test func aNewFile() throws {
        let trail = try open()
        trail.record(AuditEvent("session_created", ["user_id": "alice"]))
        #expect(trail.close(withinSeconds: 20))
        let verifier = try verify("audit.log")
        #expect(verifier.findings == [] && verifier.lines == 3)
        #expect(directory.mode("audit.log") == 0o600)
        let first = try #require(directory.text("audit.log").split(separator: "\n").first)
        #expect(
            first.hasPrefix(#"{"sequence":1,"time":"2026-01-31T12:00:00.000Z","event":"trail_started","process_id":"#))
        #expect(first.contains(#","version":"test","previous":"0000"#))
        #expect(trail.statistics.written == 3 && trail.statistics.lost == 0)
    }

    @Test func anOldFileIsContinued() throws {
        for _ in 0..<3 {
            let trail = try open()
            for number in 0..<10 { trail.record(AuditEvent("e", ["number": JSONValue(number)])) }
            #expect(trail.close(withinSeconds: 20))
        }
        let verifier = try verify("audit.log")
        #expect(verifier.findings == [] && verifier.head?.sequence == 36)
        #expect(try directory.text("audit.log").contains(#""event":"trail_started","continues":12,"#))
    }

    /// Who still has something to say when the server ends comes too late, and the end stays the end.
    @Test func nothingStandsBehindTheEnd() async throws {
        let trail = try open()
        async let talker: Void = {
            for _ in 0..<20_000 { trail.record(AuditEvent("e")) }
        }()
        #expect(trail.close(withinSeconds: 20))
        await talker
        let verifier = try verify("audit.log")
        #expect(verifier.findings == [])
    }

    @Test func twoTrailsDoNotShareAFile() throws {
        let first = try open()
        #expect(throws: LineSinkError.self) { _ = try open() }
        #expect(first.close(withinSeconds: 20))
    }

    /// The machine went down while a line was written.
    @Test(arguments: [1, 30, 100])
    func aTornLineIsVouchedFor(cut: Int) throws {
        let trail = try open()
        trail.record(AuditEvent("e"))
        #expect(trail.close(withinSeconds: 20))
        try directory.write(directory.read("audit.log").dropLast(cut), to: "audit.log")
        let isBroken = try verify("audit.log").isBroken
        #expect(isBroken == (cut > 1))
        let next = try open()
        #expect(next.close(withinSeconds: 20))
        let verifier = try verify("audit.log")
        #expect(!verifier.isBroken, "\(verifier.findings)")
        #expect(verifier.notes.contains { $0.hasPrefix("is torn") } == isBroken)
        guard isBroken else { return }
        // Nobody can put something else in its place.
        let lines = try directory.text("audit.log").split(separator: "\n").map(String.init)
        let forged = (lines[..<2] + ["forged"] + lines[3...]).joined(separator: "\n") + "\n"
        try directory.write(Array(forged.utf8), to: "audit.log")
        #expect(try verify("audit.log").breaks == [3])
    }

    @Test func aFileOfSomethingElse() throws {
        try directory.write(Array("hello\n".utf8), to: "audit.log")
        let trail = try open()
        #expect(trail.close(withinSeconds: 20))
        #expect(try directory.text("audit.log").hasPrefix("hello\n{\"sequence\":1,"))
        #expect(try verify("audit.log").breaks == [1])
    }

    /// Rotation as logrotate does it, again and again, while four threads have much to say: every event is in one of
    /// the files, once, and the files are one chain.
    @Test func rotationWhileWriting() async throws {
        let trail = try open()
        await withTaskGroup(of: Void.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    for number in 0..<1000 {
                        trail.record(AuditEvent("e", ["thread": JSONValue(thread), "number": JSONValue(number)]))
                        if number % 50 == 0 { await Task.yield() }
                    }
                }
            }
            group.addTask {
                for number in 0..<8 {
                    _ = rename(directory.path("audit.log"), directory.path("audit.log.\(number)"))
                    trail.reopen()
                    try? await eventually("a new file") { directory.names().contains("audit.log") }
                }
            }
        }
        #expect(trail.close(withinSeconds: 20))
        let verifier = try verify(names: (0..<8).map { "audit.log.\($0)" } + ["audit.log"])
        #expect(verifier.findings == [])
        #expect(verifier.lines == 4000 + 8 + 2)
    }

    /// Nothing can be written: nobody waits, and what did not fit is counted.
    @Test func aFullDisk() throws {
        let troubles = Watched<[LineWriter.Trouble]>([])
        let trail = try #require(
            try AuditTrail.open(.file("/dev/full"), start: [:], clock: { 0 }) { trouble in
                troubles.update { $0.append(trouble) }
            })
        let text = JSONValue.string(String(repeating: "x", count: 500))
        for _ in 0..<8000 { trail.record(AuditEvent("e", ["text": text])) }
        #expect(!trail.close(withinSeconds: 20))
        #expect(trail.statistics.written == 0 && trail.statistics.lost > 0)
        #expect(troubles.current.count == 1, "said once")
    }
}
