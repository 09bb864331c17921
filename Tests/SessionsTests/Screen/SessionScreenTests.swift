import NIOCore
import NIOEmbedded
import PseudoTerminal
import TerminalEmulator
import TerminalProtocol
import TestKit
import Testing

@testable import Sessions

@Suite struct SessionScreenTests {
    private struct Place {
        let terminal = FakeTerminal()
        let session: Session

        init(log: Int = 512 * 1024) throws {
            var settings = SessionSettings()
            settings.outputLogBytes = log
            session = Session(
                id: .random(), userID: "alice", request: SessionRequest(),
                size: try #require(TerminalSize(cols: 80, rows: 24)), terminal: terminal, settings: settings,
                viewerLimit: ViewerLimit(32), clocks: .system, observer: nil, onExit: { _ in })
            session.start(on: EmbeddedEventLoop())
        }

        func attach(_ mode: ViewerMode = .control) throws -> ViewerAttachment {
            try session.attach(
                SilentViewer(), mode: mode, flowControl: .ack, size: try #require(TerminalSize(cols: 80, rows: 24)),
                offset: nil)
        }
    }

    @Test func aQuestionIsAnsweredOnceWithoutAViewer() throws {
        let place = try Place()
        place.terminal.print("\u{1B}[6n")
        #expect(place.terminal.typed == "\u{1B}[1;1R")
        _ = try #require(place.session.screenshot())
        #expect(place.terminal.typed == "\u{1B}[1;1R")
    }

    @Test(arguments: [1, 10]) func aQuestionIsAnsweredOnceWithViewers(count: Int) async throws {
        let place = try Place()
        for _ in 0..<count { _ = try place.attach() }
        place.terminal.print("ab\u{1B}[6n")
        #expect(place.terminal.typed == "\u{1B}[1;3R")
        // Whoever comes later gets a picture, and nobody asks again.
        let late = try place.attach(.view)
        #expect(place.session.pull(late.viewer, header: { _, _ in }) == nil)
        try await eventually("the picture") {
            if case .snapshot = place.session.pull(late.viewer, header: { _, _ in }) { true } else { false }
        }
        #expect(place.terminal.typed == "\u{1B}[1;3R")
    }

    @Test func aFloodIsFedByTheThread() async throws {
        let place = try Place()
        for number in 0..<100 { place.terminal.print(String(repeating: "\(number % 10)", count: 4000) + "\r\n") }
        try await eventually("the model is level") { place.session.screen?.unfed == 0 }
        #expect(try #require(place.session.screenshot()).text.contains("999"))
    }

    /// The log forgets nothing that the model has not seen, however little it holds.
    @Test(arguments: 0..<20) func aSmallLogLosesNothing(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let place = try Place(log: 4096)
        var model = TerminalEmulator(columns: 80, rows: 24)
        for line in 0..<50 {
            let text = String(repeating: "line \(line) ", count: Int.random(in: 0...1500, using: &random)) + "\r\n"
            place.terminal.print(text)
            model.feed(Array(text.utf8))
        }
        let screen = try #require(place.session.screenshot())
        #expect(screen.text == model.text())
    }

    @Test func aSizeIsTakenInItsPlace() throws {
        let place = try Place()
        place.terminal.print(String(repeating: "x", count: 80))
        place.session.resize(to: try #require(TerminalSize(cols: 40, rows: 10)))
        place.terminal.print("y")
        var model = TerminalEmulator(columns: 80, rows: 24)
        model.feed(Array(String(repeating: "x", count: 80).utf8))
        model.resize(columns: 40, rows: 10)
        model.feed(Array("y".utf8))
        let tag = place.session.screenTag
        let screen = try #require(place.session.screenshot())
        #expect(screen.json == model.json())
        #expect(screen.tag == tag && place.session.screenTag == tag)
        place.terminal.print("z")
        #expect(place.session.screenTag != tag)
    }

    /// Answers come between what is typed, and each is whole, whoever does what at the same time.
    @Test func answersDoNotCutWhatIsTyped() async throws {
        let place = try Place()
        let viewer = try place.attach().viewer
        let count = 500
        await withTaskGroup { group in
            group.addTask {
                for _ in 0..<count { _ = place.session.input(viewer, ByteBuffer(string: "<typed>")) }
            }
            group.addTask {
                for _ in 0..<count { _ = place.session.type(ByteBuffer(string: "<sent>")) }
            }
            group.addTask {
                for index in 0..<count {
                    // Short ones are answered by whoever prints, long ones by the thread for all screens.
                    place.terminal.print(String(repeating: "x", count: index % 2 * 2000) + "\u{1B}[c")
                }
            }
        }
        let answer = "\u{1B}[?1;2c"
        try await eventually("all answers") { place.terminal.typed.count(of: answer) == count }
        var rest = place.terminal.typed
        for whole in ["<typed>", "<sent>", answer] {
            #expect(rest.count(of: whole) == count)
            rest = rest.split(separator: whole).joined()
        }
        #expect(rest.isEmpty)
    }

    @Test func anAppearanceIsForQuestionsThatComeLater() throws {
        let place = try Place()
        let viewer = try place.attach().viewer
        let watcher = try place.attach(.view).viewer
        var appearance = TerminalAppearance()
        appearance.background = TerminalAppearance.Color("#102030")
        let tag = place.session.screenTag
        #expect(!place.session.setAppearance(appearance, by: watcher))
        #expect(place.session.setAppearance(appearance, by: viewer))
        #expect(place.session.screenTag != tag)
        place.terminal.print("\u{1B}]11;?\u{1B}\\")
        #expect(place.terminal.typed == "\u{1B}]11;rgb:1010/2020/3030\u{1B}\\")
        let screen = try #require(place.session.screenshot())
        #expect(screen.tag == place.session.screenTag)
    }

    /// A file full of questions of many kinds, printed at once.
    @Test func manyQuestionsAtOnceAreBounded() async throws {
        let place = try Place()
        place.terminal.stopReadingInput()
        let questions = "\u{1B}[c\u{1B}[6n\u{1B}[>q\u{1B}]11;?\u{7}\u{1B}P+q544e\u{1B}\\"
        for _ in 0..<20 { place.terminal.print(String(repeating: questions, count: 2000)) }
        _ = try #require(place.session.screenshot())
        #expect(place.terminal.typed.utf8.count <= Session.answerQueueBytes + EmulatorLimits().replyBytes)
        #expect(!place.terminal.typed.isEmpty)
    }

    /// A program that asks and does not read what is answered must not get in the way of what is typed.
    @Test func aFloodOfQuestionsIsBounded() throws {
        let place = try Place()
        place.terminal.stopReadingInput()
        for _ in 0..<10_000 { place.terminal.print("\u{1B}[c") }
        #expect(place.terminal.typed.utf8.count < 2 * Session.answerQueueBytes)
    }
}

extension String {
    fileprivate func count(of text: String) -> Int {
        var count = 0
        var rest = Substring(self)
        while let range = rest.firstRange(of: text) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
