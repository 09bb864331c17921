import ShellIntegration
import Testing

@testable import Sessions

/// A shell that the test plays, and the runner that types into it.
private struct Stage {
    var runner = CommandRunner()
    var view = ShellView()
    var now: Int64 = 0
    var typed: [String] = []
    private var commands: UInt64 = 0

    init(atPrompt: Bool = true) {
        view.takesPaste = true
        if atPrompt { prompt() }
    }

    mutating func begin(_ command: String, key: String? = nil) throws -> UInt64 {
        let run = try runner.begin(CommandText(command), key: key, view, now: now)
        step()
        return run
    }

    /// - Returns: until when there is nothing to be done; nil: nothing is.
    @discardableResult mutating func step() -> Int64? {
        while true {
            switch runner.step(view, now: now, said: { "said" }) {
            case .type(let bytes): typed.append(String(decoding: bytes, as: UTF8.self))
            case .wait(let until): return until
            case .done: return nil
            }
        }
    }

    mutating func prompt(mayHaveLine: Bool = false) {
        view.phase = .prompt
        view.promptAt = now
        view.isTouched = false
        view.mayHaveLine = mayHaveLine
        runner.promptShown { "said" }
        step()
    }

    mutating func start(_ text: String, isTruncated: Bool = false) -> ShellCommand {
        commands += 1
        view.phase = .running(commands)
        let command = ShellCommand(
            id: commands, command: text, isTruncated: isTruncated, startedAt: 0, outputFrom: 0)
        runner.commandStarted(command)
        step()
        return command
    }

    mutating func finish(_ command: ShellCommand) {
        view.phase = .unknown
        runner.commandFinished(command)
        step()
    }

    /// The shell has a line, and wants another one.
    mutating func readOn() {
        view.takesPaste = false
        view.pasteOffCount += 1
        step()
        view.takesPaste = true
        step()
    }

    mutating func end() {
        view.hasExited = true
        view.phase = .unknown
        runner.shellEnded()
        step()
    }
}

@Suite struct CommandRunnerTests {
    @Test func aCommandIsTypedAtThePromptAndFoundAgain() throws {
        var stage = Stage()
        let run = try stage.begin("make")
        #expect(stage.typed == ["make\r"])
        #expect(stage.runner.result(of: run) == nil)
        let command = stage.start("make")
        #expect(stage.runner.result(of: run) == .command(1))
        stage.finish(command)
        #expect(stage.runner.result(of: run) == .command(1))
        // The next one may be asked for before the prompt is there again.
        let next = try stage.begin("make test")
        #expect(stage.typed == ["make\r"])
        stage.prompt()
        #expect(stage.typed == ["make\r", "make test\r"])
        _ = stage.start("make test")
        #expect(stage.runner.result(of: next) == .command(2))
        #expect(stage.runner.result(of: run) == .command(1))
    }

    @Test func theFirstPromptIsWaitedForAndNotForEver() throws {
        var stage = Stage(atPrompt: false)
        stage.view.isIntegrated = false
        var run = try stage.begin("make")
        #expect(stage.typed == [])
        stage.prompt()
        #expect(stage.typed == ["make\r"])
        stage.finish(stage.start("make"))
        #expect(stage.runner.result(of: run) == .command(1))

        for (isIntegrated, reason) in [(false, CommandRefusal.noIntegration), (true, .noPrompt)] {
            var stage = Stage(atPrompt: false)
            stage.view.isIntegrated = isIntegrated
            run = try stage.begin("make")
            let next = stage.step()
            let until = try #require(next)
            stage.now = until - 1
            #expect(stage.step() == until)
            stage.now = until
            #expect(stage.step() == nil)
            #expect(stage.runner.result(of: run) == .refused(reason))
            #expect(stage.typed == [])
        }
    }

    @Test func nothingIsTypedWhereSomethingRunsOrSomebodyTypes() throws {
        var stage = Stage()
        let sleep = stage.start("sleep 100")
        #expect(throws: CommandRefusal.running(1)) { try stage.begin("make") }
        stage.finish(sleep)
        stage.prompt()
        stage.view.isTouched = true
        #expect(throws: CommandRefusal.typing) { try stage.begin("make") }
        stage.prompt()
        _ = try stage.begin("make")
        #expect(throws: CommandRefusal.busy) { try stage.begin("make test") }
        _ = stage.start("make")
        #expect(throws: CommandRefusal.running(2)) { try stage.begin("make test") }
        #expect(stage.typed == ["make\r"])
    }

    /// fish leaves a line that it does not understand at its prompt. The next command was typed behind it, and both were
    /// run as one.
    @Test func aLineThatStaysIsTakenBack() throws {
        var stage = Stage()
        let run = try stage.begin("echo )")
        stage.runner.lineKept(now: 0) { "said" }
        #expect(stage.step() == CommandRunner.keptLinePause)
        #expect(stage.runner.result(of: run) == .refused(.notACommand(output: "said")))
        #expect(stage.typed == ["echo )\r"] && stage.runner.isUnclean)
        stage.now = CommandRunner.keptLinePause
        stage.step()
        #expect(stage.typed == ["echo )\r", "\u{3}"])
        _ = try stage.begin("make")
        #expect(stage.typed == ["echo )\r", "\u{3}"])
        stage.prompt()
        #expect(stage.typed == ["echo )\r", "\u{3}", "make\r"] && !stage.runner.isUnclean)
    }

    /// Interrupted while it printed its prompt fish printed none, and nothing could be run any more.
    @Test func aPromptThatIsAnnouncedAndDoesNotComeIsAskedFor() throws {
        var stage = Stage()
        _ = try stage.begin("echo )")
        stage.runner.lineKept(now: 0) { "said" }
        stage.now = CommandRunner.keptLinePause
        stage.step()
        stage.view.phase = .unknown
        let next = stage.step()
        #expect(stage.typed == ["echo )\r", "\u{3}"])
        stage.now = try #require(next)
        stage.step()
        #expect(stage.typed == ["echo )\r", "\u{3}", "\r"])
        // Before anything was taken back a Return would run what stands there.
        var other = Stage()
        _ = try other.begin("echo )")
        other.runner.lineKept(now: 0) { "said" }
        other.view.phase = .unknown
        other.now = CommandRunner.takeBackPause
        other.step()
        #expect(other.typed == ["echo )\r"])
    }

    /// fish leaves tabs out of what is pasted: it ran `printf ab` in place of `printf a\tb`.
    @Test func tabsAreOnlyForShellsThatTakeThem() throws {
        var stage = Stage()
        stage.view.pastesTabs = false
        #expect(throws: CommandRefusal.noPaste) { try stage.begin("printf a\tb") }
        _ = try stage.begin("echo a\necho b")
        #expect(stage.typed == ["\u{1B}[200~echo a\necho b\u{1B}[201~\r"])
    }

    @Test func ashellThatDoesNotTellOrHasEndedRunsNothing() {
        var silent = Stage()
        silent.view.isExpected = false
        #expect(throws: CommandRefusal.noIntegration) { try silent.begin("make") }
        var ended = Stage()
        ended.end()
        #expect(throws: CommandRefusal.exited) { try ended.begin("make") }
    }

    @Test func aPersonWhoIsFasterWhileThePromptIsWaitedForWins() throws {
        var stage = Stage(atPrompt: false)
        let first = try stage.begin("make", key: "k")
        stage.finish(stage.start("ls"))
        #expect(stage.runner.result(of: first) == .refused(.running(1)))
        // Nothing was typed, so the key is free.
        let second = try stage.begin("make", key: "k")
        #expect(second != first)
        stage.view.phase = .prompt
        stage.view.isTouched = true
        stage.step()
        #expect(stage.runner.result(of: second) == .refused(.typing))
        #expect(stage.typed == [])
    }

    @Test func aLineThatWasTypedAheadComesFirst() throws {
        var stage = Stage(atPrompt: false)
        let run = try stage.begin("make")
        stage.prompt(mayHaveLine: true)
        #expect(stage.typed == [])
        #expect(stage.step() == ShellView.settling)
        stage.now = ShellView.settling
        stage.step()
        #expect(stage.typed == ["make\r"])
        // It had been slow, and runs that first.
        let other = stage.start("ls")
        #expect(stage.runner.result(of: run) == nil)
        stage.finish(other)
        stage.prompt()
        #expect(stage.runner.result(of: run) == nil)
        _ = stage.start("make")
        #expect(stage.runner.result(of: run) == .command(2))
    }

    @Test func whatIsNoCommandIsSaidToBeNone() throws {
        var stage = Stage()
        let run = try stage.begin("echo )", key: "k")
        stage.prompt()
        #expect(stage.runner.result(of: run) == .refused(.notACommand(output: "said")))
        // It was typed: again it is not.
        #expect(try stage.begin("echo )", key: "k") == run)
        #expect(stage.typed == ["echo )\r"])
        _ = try stage.begin("make")
        #expect(stage.typed == ["echo )\r", "make\r"])
    }

    @Test func aLineThatIsNotWholeIsTakenBack() throws {
        var stage = Stage()
        let run = try stage.begin("echo 'a")
        stage.readOn()
        #expect(stage.runner.result(of: run) == .refused(.unfinished(output: "said")))
        #expect(stage.typed == ["echo 'a\r", "\u{3}"])
        // Until the prompt is there again nothing else is typed behind it.
        _ = try stage.begin("make")
        #expect(stage.typed == ["echo 'a\r", "\u{3}"])
        stage.prompt()
        #expect(stage.typed == ["echo 'a\r", "\u{3}", "make\r"])
    }

    /// Between two lines there is a moment in which bash does not hear a Ctrl-C.
    @Test func itIsTakenBackUntilThatWorks() throws {
        var stage = Stage()
        _ = try stage.begin("echo 'a")
        stage.readOn()
        #expect(stage.typed.count == 2)
        #expect(stage.step() == CommandRunner.takeBackPause)
        stage.now = CommandRunner.takeBackPause
        stage.step()
        #expect(stage.typed.suffix(2) == ["\u{3}", "\u{3}"])
        for _ in 0..<100 {
            stage.now += CommandRunner.takeBackPause
            stage.step()
        }
        #expect(stage.step() == nil)
        #expect(stage.typed.count == 1 + CommandRunner.takeBackAttempts)
        stage.prompt()
        _ = try stage.begin("make")
        #expect(stage.typed.last == "make\r")
    }

    /// zsh switches bracketed paste on behind its prompt, when the command has been typed already.
    @Test func aShellThatIsLateWithPasteHasALineThatIsWhole() throws {
        var stage = Stage()
        stage.view.takesPaste = false
        let run = try stage.begin("make")
        stage.view.takesPaste = true
        stage.step()
        stage.view.takesPaste = false
        stage.view.pasteOffCount += 1
        stage.step()
        #expect(stage.runner.result(of: run) == nil)
        _ = stage.start("make")
        #expect(stage.runner.result(of: run) == .command(1))
    }

    @Test func whatSomebodyHasContinuedIsNotTakenBack() throws {
        var stage = Stage()
        let run = try stage.begin("echo 'a")
        stage.view.isTouched = true
        stage.readOn()
        #expect(stage.runner.result(of: run) == .refused(.unfinished(output: "said")))
        #expect(stage.typed == ["echo 'a\r"])
    }

    @Test func aShellThatDoesNotBeginIsWaitedForSoLong() throws {
        var stage = Stage()
        let run = try stage.begin("make")
        #expect(stage.step() == CommandRunner.startPatience)
        stage.now = CommandRunner.startPatience
        stage.step()
        #expect(stage.runner.result(of: run) == .refused(.notStarted))
        #expect(stage.typed == ["make\r", "\u{3}"])
        // It may have begun meanwhile.
        stage.finish(stage.start("make"))
        stage.prompt()
        _ = try stage.begin("make")
        #expect(stage.typed == ["make\r", "\u{3}", "make\r"])
    }

    @Test func severalLinesNeedBracketedPaste() throws {
        var stage = Stage()
        _ = try stage.begin("a\nb")
        #expect(stage.typed == ["\u{1B}[200~a\nb\u{1B}[201~\r"])

        // zsh switches it on behind its prompt.
        var late = Stage()
        late.view.takesPaste = false
        _ = try late.begin("a\nb")
        #expect(late.typed == [])
        late.view.takesPaste = true
        late.step()
        #expect(late.typed.count == 1)

        var never = Stage()
        never.view.takesPaste = false
        let run = try never.begin("a\tb")
        never.now = CommandRunner.pastePatience
        #expect(never.step() == nil)
        #expect(never.runner.result(of: run) == .refused(.noPaste))
        #expect(never.typed == [])
    }

    @Test func severalLinesAreOverAtTheNextPrompt() throws {
        var stage = Stage()
        let run = try stage.begin("echo one\nfalse")
        let first = stage.start("echo one")
        #expect(stage.runner.span(from: 1) == CommandSpan(first: 1, last: 1, isWhole: false))
        stage.finish(first)
        #expect(stage.runner.span(from: 1)?.isOver == false)
        #expect(throws: CommandRefusal.running(1)) { try stage.begin("make") }
        let second = stage.start("false")
        stage.finish(second)
        #expect(stage.runner.span(from: 1) == CommandSpan(first: 1, last: 2, isWhole: false))
        stage.prompt()
        #expect(stage.runner.span(from: 1) == CommandSpan(first: 1, last: 2, isWhole: false, isOver: true))
        #expect(stage.runner.span(from: 2) == nil)
        #expect(stage.runner.result(of: run) == .command(1))
        _ = try stage.begin("make")
        #expect(stage.typed.last == "make\r")

        var ending = Stage()
        _ = try ending.begin("exit\necho never")
        _ = ending.start("exit")
        ending.end()
        #expect(ending.runner.span(from: 1)?.isOver == true)
    }

    @Test func aKeyIsOneRun() throws {
        var stage = Stage()
        let run = try stage.begin("make", key: "k")
        #expect(try stage.begin("make", key: "k") == run)
        #expect(throws: CommandRefusal.keyReused) { try stage.begin("make test", key: "k") }
        let command = stage.start("make")
        #expect(try stage.begin("make\n", key: "k") == run)
        stage.finish(command)
        stage.prompt()
        #expect(try stage.begin("make", key: "k") == run)
        #expect(stage.runner.result(of: run) == .command(1))
        #expect(stage.typed == ["make\r"])
        stage.end()
        #expect(try stage.begin("make", key: "k") == run)
    }

    @Test func ofManyRunsTheNewestAreRemembered() throws {
        var stage = Stage()
        let first = try stage.begin("make", key: "first")
        stage.finish(stage.start("make"))
        for number in 0..<2 * KeyTable.maximumEntries {
            stage.prompt()
            _ = try stage.begin("c", key: number % 4 == 0 ? "k\(number)" : nil)
            stage.finish(stage.start("c"))
        }
        // Its key is known, its result is not: it is not typed again.
        stage.prompt()
        #expect(try stage.begin("make", key: "first") == first)
        #expect(stage.runner.result(of: first) == .refused(.forgotten))
        let memory = stage.runner.memoryBytes
        for number in 0..<2000 {
            stage.prompt()
            _ = try stage.begin("c", key: "m\(number)")
            stage.finish(stage.start("c"))
        }
        #expect(stage.runner.memoryBytes < 4 * memory + 100_000)
        stage.prompt()
        #expect(try stage.begin("make", key: "first") != first)
    }

    @Test func aRunThatNobodyWaitsForIsGivenUpBeforeItIsTyped() throws {
        var stage = Stage(atPrompt: false)
        let run = try stage.begin("make", key: "k")
        stage.runner.abandon(run)
        stage.prompt()
        #expect(stage.typed == [])
        let typed = try stage.begin("make", key: "k")
        stage.runner.abandon(typed)
        _ = stage.start("make")
        #expect(stage.runner.result(of: typed) == .command(1))
    }

    @Test func theShellMayEndAtAnyTime() throws {
        var waiting = Stage(atPrompt: false)
        var run = try waiting.begin("make")
        waiting.end()
        #expect(waiting.runner.result(of: run) == .refused(.exited))

        var typed = Stage()
        run = try typed.begin("make")
        typed.end()
        #expect(typed.runner.result(of: run) == .refused(.exited))

        var running = Stage()
        run = try running.begin("exit")
        _ = running.start("exit")
        running.end()
        #expect(running.runner.result(of: run) == .command(1))
    }
}
