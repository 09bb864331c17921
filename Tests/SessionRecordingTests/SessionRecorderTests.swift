import Glibc
import NIOCore
import PseudoTerminal
import Sessions
import TerminalProtocol
import TestKit
import Testing

@testable import SessionRecording

/// Recordings in real files.
@Suite struct SessionRecorderTests {
    private let directory = TestDirectory()
    private let size: TerminalSize
    private let troubles = Watched<[SessionRecorder.Trouble]>([])

    init() throws { size = try #require(TerminalSize(cols: 80, rows: 24)) }

    private func recorder(in place: String? = nil, maximumBytes: Int = 1 << 30) throws -> SessionRecorder {
        let recorder = SessionRecorder(
            directory: place ?? directory.root, maximumBytes: maximumBytes, wallClock: { 1_769_860_800.25 },
            onTrouble: { [troubles] trouble in troubles.update { $0.append(trouble) } })
        return try #require(recorder)
    }

    @Test func oneFileForEachSession() throws {
        let recorder = try recorder()
        let sessions = (0..<3).map { _ in SessionID.random() }
        let taps = sessions.map { recorder.record($0, name: nil, size: size, at: 0) }
        for (number, tap) in taps.enumerated() { tap.output(ByteBuffer(string: "hello \(number)\r\n"), at: 1_000_000) }
        for tap in taps {
            tap.ended(.exited(code: 0), at: 2_000_000)
            tap.output(ByteBuffer(string: "too late"), at: 3_000_000)
        }
        #expect(recorder.finish(withinSeconds: 20))
        #expect(directory.names() == sessions.map { "20260131T120000Z-\($0).cast" }.sorted())
        for (number, session) in sessions.enumerated() {
            let name = "20260131T120000Z-\(session).cast"
            #expect(directory.mode(name) == 0o600)
            let read = try AsciicastReader(directory.read(name))
            #expect(read.output == "hello \(number)\r\n" && read.codes == "ox")
        }
        #expect(recorder.statistics == SessionRecorder.Statistics(recordings: 3, lostBytes: 0))
        #expect(troubles.current == [])
    }

    /// Much more than waits: what is in the file and what it says is missing are all that was printed, in order.
    @Test func aShellThatIsFasterThanTheDisk() throws {
        let recorder = try recorder()
        let session = SessionID.random()
        let tap = recorder.record(session, name: nil, size: size, at: 0)
        var printed = 0
        var random = SeededRandom(seed: 5)
        for number in 0..<600 {
            let line = "\(number) " + String(repeating: "x", count: Int.random(in: 1...30_000, using: &random)) + "\n"
            tap.output(ByteBuffer(string: line), at: Int64(number) * 1000)
            printed += line.utf8.count
            if number % 100 == 0 {
                tap.resized(to: try #require(TerminalSize(cols: 80 + number / 100, rows: 24)), at: Int64(number) * 1000)
            }
        }
        tap.ended(.exited(code: 0), at: 700_000)
        #expect(recorder.finish(withinSeconds: 60))
        let read = try AsciicastReader(directory.read(directory.names()[0]))
        let gaps = read.markers.compactMap { $0.firstMatch(of: #/gap: (\d+) bytes/#).flatMap { Int($0.1) } }
        #expect(read.output.utf8.count + gaps.reduce(0, +) == printed)
        #expect(gaps.reduce(0, +) == recorder.statistics.lostBytes)
        let numbers = read.output.split(separator: "\n").compactMap { Int($0.prefix { $0 != " " }) }
        #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
        #expect(read.codes.hasSuffix("x") && read.events.last { $0.code == "r" }?.data == "85x24")
    }

    @Test func theLimit() throws {
        let recorder = try recorder(maximumBytes: 5000)
        let tap = recorder.record(SessionID.random(), name: "one", size: size, at: 0)
        for number in 0..<100 { tap.output(ByteBuffer(string: String(repeating: "\(number) ", count: 50)), at: 0) }
        tap.ended(.exited(code: 0), at: 0)
        #expect(recorder.finish(withinSeconds: 20))
        let bytes = try directory.read(directory.names()[0])
        #expect(bytes.count <= 5000)
        #expect(try AsciicastReader(bytes).codes.hasSuffix("omx"))
    }

    @Test func aDirectoryThatIsNotThere() throws {
        let recorder = try recorder(in: "/no/such/directory")
        let tap = recorder.record(SessionID.random(), name: nil, size: size, at: 0)
        for _ in 0..<10 { tap.output(ByteBuffer(string: "hello"), at: 0) }
        tap.ended(.exited(code: 0), at: 0)
        #expect(recorder.finish(withinSeconds: 20))
        #expect(troubles.current.count == 1)
        guard case .notStarted(_, ENOENT)? = troubles.current.first else {
            Issue.record("\(troubles.current)")
            return
        }
        #expect(recorder.statistics.lostBytes >= 5)
    }

    /// Nothing that is there is ever written over.
    @Test func aFileThatIsThereAlready() throws {
        let recorder = try recorder()
        let session = SessionID.random()
        try directory.write([0x61], to: "20260131T120000Z-\(session).cast")
        recorder.record(session, name: nil, size: size, at: 0).ended(.exited(code: 0), at: 0)
        #expect(recorder.finish(withinSeconds: 20))
        #expect(try directory.text("20260131T120000Z-\(session).cast") == "a")
        guard case .notStarted(_, EEXIST)? = troubles.current.first else {
            Issue.record("\(troubles.current)")
            return
        }
    }
}
