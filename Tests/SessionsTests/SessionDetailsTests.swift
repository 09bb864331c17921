import NIOCore
import NIOEmbedded
import PseudoTerminal
import TerminalProtocol
import Testing

@testable import Sessions

@Suite struct SessionDetailsTests {
    @Test func aMergeTouchesWhatItNames() throws {
        var details = SessionDetails(name: "build", labels: ["a": "1", "b": "2"])
        let cases: [(SessionEdit, String?, [String: String], UInt64)] = [
            (SessionEdit(), "build", ["a": "1", "b": "2"], 0),
            (SessionEdit(name: .some("test")), "test", ["a": "1", "b": "2"], 1),
            (SessionEdit(labels: .merge(["b": nil, "c": "3"])), "test", ["a": "1", "c": "3"], 2),
            // What changes nothing is no change.
            (SessionEdit(name: .some("test"), labels: .merge(["b": nil, "c": "3"])), "test", ["a": "1", "c": "3"], 2),
            (SessionEdit(name: .some(nil)), nil, ["a": "1", "c": "3"], 3),
            (SessionEdit(labels: .removeAll), nil, [:], 4),
            (SessionEdit(labels: .merge([:])), nil, [:], 4),
        ]
        for (edit, name, labels, revision) in cases {
            try details.apply(edit)
            #expect(details.name == name && details.labels == labels && details.revision == revision, "\(edit)")
        }
    }

    @Test func tooManyLabelsChangeNothing() throws {
        let full = Dictionary(uniqueKeysWithValues: (0..<SessionFields.maximumLabels).map { ("\($0)", "") })
        var details = SessionDetails(name: nil, labels: full)
        let before = details
        #expect(throws: SessionError.self) {
            try details.apply(SessionEdit(name: .some("x"), labels: .merge(["more": ""])))
        }
        #expect(details == before)
        // One for one is not more.
        try details.apply(SessionEdit(labels: .merge(["more": "", "0": nil])))
        #expect(details.labels.count == SessionFields.maximumLabels && details.labels["more"] == "")
    }

    @Test func anEditForAnotherRevisionIsNotDone() async throws {
        let (session, _) = try await Self.session()
        #expect(try session.edit(SessionEdit(name: .some("a"))) { $0 == 0 })
        #expect(try !session.edit(SessionEdit(name: .some("b"))) { $0 == 0 })
        #expect(session.summary().name == "a" && session.summary().revision == 1)
    }

    // MARK: What was printed

    @Test func outputByItsOffsets() async throws {
        let (session, terminal) = try await Self.session()
        #expect(session.output(from: nil, to: nil, limit: 9) == .bytes(ByteBuffer(), from: 0, end: 0))
        terminal.print("0123456789")
        let cases: [(UInt64?, UInt64?, Int, String, UInt64)] = [
            (nil, nil, 100, "0123456789", 0), (nil, nil, 4, "0123", 0), (4, nil, 3, "456", 4), (2, 5, 100, "234", 2),
            (5, 5, 100, "", 5), (10, nil, 100, "", 10), (10, 10, 100, "", 10), (0, 99, 100, "0123456789", 0),
            (8, .max, 100, "89", 8), (nil, 3, 100, "012", 0), (0, 5, 0, "", 0),
        ]
        for (from, to, limit, text, start) in cases {
            let output = session.output(from: from, to: to, limit: limit)
            #expect(output == .bytes(ByteBuffer(string: text), from: start, end: 10), "\(from ?? 0) \(to ?? 0)")
        }
        for (from, to) in [(11, nil), (UInt64.max, nil), (11, 12)] as [(UInt64, UInt64?)] {
            #expect(session.output(from: from, to: to, limit: 9) == .outOfRange(from: 0, end: 10))
        }
    }

    @Test func outputThatIsForgottenIsNamed() async throws {
        let (session, terminal) = try await Self.session()
        terminal.print(String(repeating: "x", count: SessionSettings().outputLogBytes) + "tail")
        let (start, end) = (UInt64(4), UInt64(SessionSettings().outputLogBytes + 4))
        #expect(session.output(from: 3, to: nil, limit: 9) == .outOfRange(from: start, end: end))
        // Without a beginning that is behind the end that was asked for.
        #expect(session.output(from: nil, to: 2, limit: 9) == .outOfRange(from: start, end: end))
        let tail = session.output(from: end - 4, to: nil, limit: 9)
        #expect(tail == .bytes(ByteBuffer(string: "tail"), from: end - 4, end: end))
    }

    private static func session() async throws -> (Session, FakeTerminal) {
        let spawner = FakeSpawner()
        let registry = SessionRegistry(
            settings: SessionSettings(), limits: SessionLimits(), spawner: spawner,
            eventLoops: NIOAsyncTestingEventLoop(), clocks: HandClock().clocks)
        var request = SessionRequest()
        request.environment = ["B": "secret", "A": ""]
        let session = try await registry.create(for: "alice", request)
        #expect(session.summary().environmentNames == ["A", "B"])
        return (session, try #require(spawner.terminals.first))
    }
}
