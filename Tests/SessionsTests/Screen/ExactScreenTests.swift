import NIOCore
import NIOEmbedded
import PseudoTerminal
import Synchronization
import TerminalEmulator
import TerminalProtocol
import TestKit
import Testing

@testable import Sessions

/// Whatever viewers do and however the threads take turns: all terminals show what one shows that got every byte.
@Suite struct ExactScreenTests {
    private struct Story {
        let terminal = FakeTerminal()
        let session: Session
        /// Gets every byte and every size at once.
        var model: TerminalEmulator
        var log: [UInt8] = []
        var size: TerminalSize
        var random: SeededRandom
        /// Else it has the alternate screen. With both, what a narrower screen hides at the right is shown again by a wider
        /// one, but not to whoever came in between (docs/terminal.md); programs draw such a screen anew.
        let isResized: Bool
        var viewers: [PaintedViewer] = []

        init(seed: UInt64, settings: SessionSettings) throws {
            random = SeededRandom(seed: seed)
            isResized = seed % 2 == 0
            size = try #require(TerminalSize(cols: 80, rows: 24))
            model = PaintedViewer.terminal(size, lines: settings.scrollbackLines)
            session = Session(
                id: .random(), userID: "alice", request: SessionRequest(), size: size, terminal: terminal,
                settings: settings, viewerLimit: ViewerLimit(32), clocks: .system, observer: nil, onExit: { _ in })
            session.start(on: EmbeddedEventLoop())
        }

        mutating func print(_ bytes: [UInt8]) {
            log += bytes
            model.feed(bytes)
            _ = model.takeReplies()
            terminal.print(bytes)
        }

        /// What the terminal was told since, in order.
        mutating func follow() {
            for size in terminal.sizes.dropFirst(sizesSeen) {
                model.resize(columns: Int(size.columns), rows: Int(size.rows))
            }
            sizesSeen = terminal.sizes.count
        }
        private var sizesSeen = 0

        mutating func someSize() throws -> TerminalSize {
            guard isResized else { return size }
            return try #require(
                TerminalSize(
                    cols: Int.random(in: 20...120, using: &random), rows: Int.random(in: 5...40, using: &random)))
        }

        /// Text, colours, cursor moves and questions, cut anywhere.
        mutating func someOutput() -> [UInt8] {
            var text = ""
            for _ in 0..<Int.random(in: 1...400, using: &random) {
                switch Int.random(in: 0...9, using: &random) {
                case 0: text += "\r\n"
                case 1: text += "\u{1B}[\(Int.random(in: 30...37, using: &random))m"
                case 2: text += "\u{1B}[\(Int.random(in: 1...30, using: &random));7H"
                case 3: text += "\u{1B}[K"
                case 4: text += Bool.random(using: &random) ? "\u{1B}[6n" : "\u{1B}[0m"
                default: text += "word\(Int.random(in: 0...99, using: &random)) "
                }
            }
            if !isResized, Int.random(in: 0...19, using: &random) == 0 {
                text += Bool.random(using: &random) ? "\u{1B}[?1049h" : "\u{1B}[?1049l"
            }
            let bytes = Array(text.utf8)
            return Array(bytes.prefix(bytes.count - Int.random(in: 0...2, using: &random)))
        }

        mutating func step() throws {
            let viewer = viewers.randomElement(using: &random)
            switch Int.random(in: 0...19, using: &random) {
            case 0 where viewers.count < 5:
                let viewer = PaintedViewer(session)
                let flow = Bool.random(using: &random) ? FlowControl.ack : .none
                try viewer.attach(Bool.random(using: &random) ? .control : .view, flow, size: someSize())
                viewers.append(viewer)
            case 1:
                guard let viewer else { break }
                viewer.detach(cutOff: Bool.random(using: &random))
                let place = Bool.random(using: &random) ? viewer.place : nil
                try viewer.attach(size: someSize(), offset: place)
            case 2:
                guard let id = viewer?.viewer else { break }
                _ = session.resize(id, to: try someSize())
            case 3: session.resize(to: try someSize())
            case 4:
                guard let id = viewer?.viewer else { break }
                _ = session.input(id, ByteBuffer(string: "\u{3}"))
            case 5:
                guard let id = viewer?.viewer else { break }
                session.repaint(id)
            case 6...11: if !terminal.isPaused { print(someOutput()) }
            case 12...15:
                guard let viewer else { break }
                for _ in 0..<Int.random(in: 1...5, using: &random) where viewer.pullOne(log: log) {}
            default:
                guard let viewer else { break }
                #expect(viewer.acknowledge())
            }
            follow()
        }

        /// All viewers get all there is, and the terminal is read on. One that has every byte may still wait for a picture
        /// that is being drawn, and for the size behind it.
        func settle() async throws {
            try await eventually("everybody has everything") {
                for viewer in viewers {
                    while viewer.pullOne(log: log) {}
                    #expect(viewer.acknowledge())
                }
                let isPainted = session.guarded.withLock { guarded in
                    guarded.state.viewers.allSatisfy { if case .none = $0.repaint { true } else { false } }
                }
                return isPainted && !terminal.isPaused
                    && viewers.allSatisfy { $0.isWhole && $0.next == UInt64(log.count) }
            }
        }
    }

    @Test(arguments: 0..<24) func allTerminalsShowTheSame(seed: UInt64) async throws {
        var settings = SessionSettings()
        settings.outputLogBytes = 64 * 1024
        settings.flowControlWindowBytes = 16 * 1024
        settings.scrollbackLines = 200
        var story = try Story(seed: seed, settings: settings)
        for round in 0..<3 {
            for _ in 0..<100 { try story.step() }
            try await story.settle()
            let screen = try #require(story.session.screenshot())
            #expect(screen.offset == UInt64(story.log.count))
            #expect(screen.json == story.model.json(), "the server's model, round \(round)")
            for (index, viewer) in story.viewers.enumerated() {
                #expect(viewer.problem == nil)
                #expect(viewer.json == story.model.json(), "viewer \(index), round \(round)")
            }
        }
    }

    /// Without a model viewers get what is in the log, and are told where it begins.
    @Test func withoutAModelTheLogIsReplayed() async throws {
        var settings = SessionSettings()
        settings.outputLogBytes = 4096
        settings.keepsScreen = false
        var story = try Story(seed: 1, settings: settings)
        story.print([UInt8](repeating: 0x78, count: 5000))
        let viewer = PaintedViewer(story.session)
        try viewer.attach(.view, size: story.size)
        story.viewers = [viewer]
        try await story.settle()
        #expect(viewer.pictures == 1 && viewer.problem == nil)
        #expect(story.session.screenshot() == nil)
        story.print(Array("\u{1B}[6n".utf8))
        story.session.repaint(try #require(viewer.viewer))
        try await story.settle()
        #expect(viewer.pictures == 1)
        #expect(story.terminal.typed.isEmpty)
        await #expect(throws: CommandRefusal.noScreen) {
            try await story.session.wait(for: .screen("x"), atMost: 1_000_000)
        }
    }

    @Test func anEndedSessionShowsItsLastScreen() async throws {
        var story = try Story(seed: 1, settings: SessionSettings())
        let first = PaintedViewer(story.session)
        try first.attach(size: story.size)
        for number in 0..<2000 { story.print(Array("line \(number)\r\n".utf8)) }
        story.print(Array("the end".utf8))
        story.terminal.exit(.exited(code: 3))
        let late = PaintedViewer(story.session)
        try late.attach(.control, size: try #require(TerminalSize(cols: 40, rows: 10)))
        let mode = story.session.guarded.withLock { $0.state.mode(of: late.viewer ?? ViewerID(number: 99)) }
        #expect(mode == .view)
        story.follow()
        try await eventually("the exit") {
            while late.pullOne(log: story.log) {}
            return late.isEnded
        }
        #expect(late.problem == nil && late.pictures == 1)
        #expect(late.json == story.model.json())
        #expect(try #require(story.session.screenshot()).json == story.model.json())
        #expect(story.session.summary().durationMilliseconds != nil)
        #expect(story.session.summary().endedAt != nil)
    }

    @Test func aTitleAndABellAreToldAndNotTooOften() async throws {
        var story = try Story(seed: 1, settings: SessionSettings())
        let viewer = PaintedViewer(story.session)
        try viewer.attach(size: story.size)
        for number in 0..<1000 { story.print(Array("\u{1B}]2;t\(number)\u{7}\u{7}".utf8)) }
        try await eventually("the last title") { viewer.heard.contains(.title("t999")) }
        let titles = viewer.heard.count { if case .title = $0 { true } else { false } }
        #expect(titles < 500)
        #expect(viewer.heard.contains(.bell))
        #expect(story.session.news.contains(.title("t999")))
    }
}
