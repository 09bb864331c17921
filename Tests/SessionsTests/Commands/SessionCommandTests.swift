import NIOCore
import NIOEmbedded
import PseudoTerminal
import ShellIntegration
import Synchronization
import TerminalProtocol
import TestKit
import Testing

@testable import Sessions

/// A session whose shell the test plays, mark by mark.
@Suite(.timeLimit(.minutes(2))) struct SessionCommandTests {
    private final class NotingObserver: SessionObserver {
        private let notes = Mutex<[String]>([])
        var seen: [String] { notes.withLock { $0 } }

        func observe(_ event: SessionEvent) {
            switch event {
            case .commandStarted(_, let id): notes.withLock { $0.append("started \(id)") }
            case .commandFinished(_, let id, let code, _):
                notes.withLock { $0.append("finished \(id) \(code.map(String.init) ?? "unseen")") }
            default: break
            }
        }
    }

    private let terminal = FakeTerminal()
    private let observer = NotingObserver()
    private let viewer = NotingViewer()
    private let session: Session

    init() throws {
        session = Session(
            id: .random(), userID: "alice", request: SessionRequest(),
            size: try #require(TerminalSize(cols: 80, rows: 24)), terminal: terminal, settings: SessionSettings(),
            viewerLimit: ViewerLimit(32), clocks: .system, observer: observer, shell: TellingShell(nonce: "N"),
            onExit: { _ in })
        session.start(on: NIOAsyncTestingEventLoop())
    }

    private func prompt() { terminal.print("\u{1B}]633;A;N\u{7}\u{1B}[?2004h$ \u{1B}]133;B\u{7}") }

    private func start(_ command: String) {
        terminal.print("\(command)\r\n\u{1B}[?2004l\r\u{1B}]633;E;\(command);N\u{7}\u{1B}]633;C;N\u{7}")
    }

    private func finish(_ code: Int) { terminal.print("\u{1B}]633;D;\(code);N\u{7}") }

    private func typed(_ keys: String) async throws {
        try await eventually("\(keys.debugDescription) is typed") { terminal.typed.hasSuffix(keys) }
    }

    private func attach(_ mode: ViewerMode = .control) throws -> ViewerID {
        try session.attach(
            viewer, mode: mode, flowControl: .ack, size: try #require(TerminalSize(cols: 80, rows: 24)), offset: nil
        ).viewer
    }

    @Test func aRunIsTypedAndAnsweredWithItsOutput() async throws {
        #expect(session.integration == .waiting)
        _ = try attach()
        async let run = session.run("make", key: nil)
        prompt()
        try await typed("make\r")
        start("make")
        let command = try await run
        #expect(command.id == 1 && command.isRunning && command.command == "make")
        terminal.print("\u{1B}[32mall\u{1B}[m good\r\n")
        async let ended = session.awaitEnd(of: 1, atMost: 20_000_000_000)
        finish(2)
        prompt()
        let end = try #require(try await ended)
        #expect(end.exitCode == 2 && !end.isRunning)
        #expect(session.output(of: end, limit: 100).text == "all good\n")
        let short = session.output(of: end, limit: 5)
        #expect(
            short
                == CommandOutput(text: "good\n", isTruncated: true, from: end.outputFrom, to: end.outputTo ?? 0))
        #expect(session.integration == .active)
        #expect(session.history(limit: 10).total == 1)
        #expect(observer.seen == ["started 1", "finished 1 2"])
        let messages = viewer.seen.filter { $0.contains("command") }
        #expect(messages.count == 2)
    }

    @Test func theNewsForWhoComesLater() throws {
        #expect(session.news.isEmpty)
        terminal.print("\u{1B}]633;P;Cwd=/srv;N\u{7}")
        prompt()
        #expect(session.news == [.cwdChanged(path: "/srv")])
        start("make")
        let command = try #require(session.command(1))
        let news = [
            ServerMessage.cwdChanged(path: "/srv"),
            .commandStarted(id: 1, command: "make", workingDirectory: "/srv", startedAt: command.startedAt),
        ]
        #expect(session.news == news)
        finish(0)
        #expect(session.news == [.cwdChanged(path: "/srv")])
        start("exit")
        terminal.exit(.exited(code: 0))
        #expect(session.news == [.cwdChanged(path: "/srv")])
    }

    @Test func whatIsWaitedForEndsWithItsTimeAndItsTask() async throws {
        prompt()
        start("sleep")
        let began = ContinuousClock.now
        let running = try await session.awaitEnd(of: 1, atMost: 20_000_000)
        #expect(running?.isRunning == true)
        #expect(ContinuousClock.now - began >= .milliseconds(20))
        let task = Task { try await session.awaitEnd(of: 1, atMost: 600_000_000_000) }
        task.cancel()
        #expect(try await task.value?.isRunning == true)
        let wait = Task { try await session.wait(for: .prompt, atMost: 600_000_000_000) }
        wait.cancel()
        #expect(try await wait.value.reason == .timeout)
        #expect(try await session.awaitEnd(of: 2, atMost: 600_000_000_000) == nil)
    }

    @Test func aRunThatNobodyWaitsForIsNotTyped() async throws {
        let task = Task { try await session.run("make", key: "k") }
        try await eventually("it is waited for") { session.shell.state.withLock { $0.interested == 1 } }
        task.cancel()
        await #expect(throws: CommandRefusal.abandoned) { try await task.value }
        prompt()
        async let other = session.run("ls", key: nil)
        try await typed("ls\r")
        start("ls")
        _ = try await other
        #expect(terminal.typed == "ls\r")
    }

    @Test func noMoreWaitThanMay() async throws {
        prompt()
        start("sleep")
        let waiting = (0..<SessionShell.maximumWaiting).map { _ in
            Task { try await session.awaitEnd(of: 1, atMost: 600_000_000_000) }
        }
        try await eventually("all wait") {
            session.shell.state.withLock { $0.waiting == SessionShell.maximumWaiting }
        }
        await #expect(throws: CommandRefusal.tooManyWaiting(SessionShell.maximumWaiting)) {
            try await session.awaitEnd(of: 1, atMost: 1)
        }
        for task in waiting { task.cancel() }
        for task in waiting { _ = try await task.value }
        #expect(session.shell.state.withLock { $0.waiting } == 0)
    }

    @Test func keystrokesAtThePromptKeepARunAway() async throws {
        let viewer = try attach()
        prompt()
        // What a terminal answers by itself is none.
        _ = session.input(viewer, ByteBuffer(string: "\u{1B}[?1;2c"))
        // Nothing was typed when nothing came; it kept runs away until the next prompt.
        _ = session.input(viewer, ByteBuffer())
        #expect(session.type(ByteBuffer()))
        async let first = session.run("make", key: nil)
        try await typed("make\r")
        start("make")
        _ = try await first
        finish(0)
        prompt()
        _ = session.input(viewer, ByteBuffer(string: "r"))
        await #expect(throws: CommandRefusal.typing) { try await session.run("ls", key: nil) }
        #expect(terminal.typed == "\u{1B}[?1;2cmake\rr")
    }

    @Test func aTextIsFoundInWhatIsPrinted() async throws {
        terminal.print("before ready\r\n")
        async let later = session.wait(for: .text("ready", from: nil), atMost: 20_000_000_000)
        try await eventually("it is waited for") { session.shell.outputListeners.load(ordering: .relaxed) == 1 }
        terminal.print("rea")
        terminal.print("\u{1B}[1mdy")
        #expect(try await later == WaitOutcome(reason: .met, offset: 23))
        #expect(session.shell.outputListeners.load(ordering: .relaxed) == 0)
        #expect(try await session.wait(for: .text("before ready", from: 0), atMost: 0).reason == .met)
        #expect(try await session.wait(for: .text("before ready", from: 1), atMost: 0).reason == .timeout)
        // An offset that nothing was printed at yet; what was printed next was searched from its beginning.
        async let far = session.wait(for: .text("ready", from: 23 + 3), atMost: 20_000_000_000)
        try await eventually("it is waited for") { session.shell.outputListeners.load(ordering: .relaxed) == 1 }
        terminal.print("ready")
        terminal.print("\r\nis ready")
        #expect(try await far.offset == 38)
        async let never = session.wait(for: .text("never", from: 0), atMost: 20_000_000_000)
        terminal.exit(.exited(code: 0))
        #expect(try await never.reason == .exited)
    }

    /// A program that printed faster than could be searched kept the request for as long as it did.
    @Test func aFloodIsSearchedNoLongerThanThereIsTime() async throws {
        let isOver = Atomic(false)
        async let hasEnded = Task.detached { [terminal] in
            let line = String(repeating: "not what is looked for\r\n", count: 10_000)
            let end = ContinuousClock.now + .seconds(20)
            while !isOver.load(ordering: .relaxed), ContinuousClock.now < end { terminal.print(line) }
            return ContinuousClock.now >= end
        }.value
        let outcome = try await session.wait(for: .text("never", from: nil), atMost: 20_000_000)
        isOver.store(true, ordering: .relaxed)
        #expect(await !hasEnded && outcome.reason == .timeout)
    }

    /// The end of a line that was looked at, and what came behind a part that was forgotten, were found as one text.
    @Test func whatIsForgottenIsNoPartOfAText() async throws {
        terminal.print("rea")
        async let wait = session.wait(for: .text("ready", from: 0), atMost: 500_000_000)
        try await eventually("it is waited for") { session.shell.outputListeners.load(ordering: .relaxed) == 1 }
        terminal.print("forgotten d" + String(repeating: "y", count: SessionSettings().outputLogBytes - 1))
        #expect(try await wait.reason == .timeout)
    }

    @Test func theEndOfTheShellEndsWhatIsWaitedFor() async throws {
        prompt()
        async let run = session.run("exit", key: nil)
        try await typed("exit\r")
        start("exit")
        _ = try await run
        async let ended = session.awaitEnd(of: 1, atMost: 20_000_000_000)
        async let exit = session.wait(for: .exit, atMost: 20_000_000_000)
        async let prompt = session.wait(for: .prompt, atMost: 20_000_000_000)
        terminal.exit(.exited(code: 0))
        let end = try #require(try await ended)
        #expect(end.exitCode == nil && !end.isRunning)
        #expect(try await exit.reason == .met)
        #expect(try await prompt.reason == .exited)
        await #expect(throws: CommandRefusal.exited) { try await session.run("ls", key: nil) }
        #expect(!session.type(ByteBuffer(string: "x")))
        #expect(observer.seen == ["started 1", "finished 1 unseen"])
    }

    @Test func severalLinesAreOneCommandAndSeveralInTheHistory() async throws {
        prompt()
        async let run = session.run("echo 1\nfalse", key: nil)
        try await typed("\u{1B}[201~\r")
        start("echo 1")
        terminal.print("1\r\n")
        finish(0)
        start("false")
        _ = try await run
        #expect(session.command(1)?.isRunning == true)
        finish(1)
        prompt()
        let command = try #require(try await session.awaitEnd(of: 1, atMost: 20_000_000_000))
        #expect(command.exitCode == 1 && command.command == "echo 1\nfalse" && command.durationMilliseconds != nil)
        #expect(session.history(limit: 10).commands.map(\.exitCode) == [0, 1])
    }

    @Test func whatIsTypedForProgramsIsBounded() throws {
        terminal.stopReadingInput()
        let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 512 * 1024)
        #expect(session.type(piece))
        #expect(session.type(piece))
        #expect(session.type(piece))
        #expect(!session.type(piece))
        terminal.readInputAgain()
        #expect(session.type(piece))
    }

    @Test func whatItTakesIsCounted() async throws {
        let before = session.summary().memoryBytes
        for number in 0..<100 {
            prompt()
            start(String(repeating: "x", count: 1000) + "\(number)")
            finish(0)
        }
        #expect(session.summary().memoryBytes > before + 100_000)
        #expect(session.measure().memoryBytes == session.summary().memoryBytes)
    }
}
