internal import ShellIntegration

/// Types commands for programs, one at a time, and finds out which of the shell's commands each has become. No lock, no
/// clock, no I/O: `SessionShell` brings what happens, and does what `step` returns. Times are monotonic, in nanoseconds.
struct CommandRunner: Sendable {
    /// Of the run that is on its way.
    private enum State: Sendable {
        /// There is none.
        case idle
        /// The shell has not shown a prompt yet. Nothing is typed, so it can be given up without a trace.
        case waiting(until: Int64)
        /// It has been typed, and the shell has not begun with it. `isPreceded`: the shell has begun with something else
        /// since, which had been typed before. `pasteOffCount`: how often bracketed paste had been switched off by then.
        case typed(until: Int64, isPreceded: Bool, pasteOffCount: UInt64)
        /// The shell runs it, under this number or these.
        case running(CommandSpan)
    }

    /// What has become of a run.
    enum Result: Sendable, Equatable {
        /// The shell runs it, or has run it, under this number.
        case command(UInt64)
        case refused(CommandRefusal)
    }

    /// What is to be done for the run that is on its way.
    enum Step: Equatable {
        /// To be typed at once, in the same step as it was asked for; then there is another step.
        case type([UInt8])
        /// Something has to happen, or this time has to come.
        case wait(until: Int64)
        /// Nothing.
        case done
    }

    /// How long a prompt is waited for.
    static let promptPatience: Int64 = 10_000_000_000
    /// How long a shell may take from the Return to the command's start.
    static let startPatience: Int64 = 10_000_000_000
    /// How long a shell that has shown its prompt may take to switch bracketed paste on.
    static let pastePatience: Int64 = 1_000_000_000
    /// Takes back a line that is not finished: Ctrl-C. Between two lines there is a moment in which bash does not hear it,
    /// so it is repeated so often, and after that time.
    private static let takeBack: [UInt8] = [0x03]
    /// fish hears it while it still prints the prompt, and then prints none: Return brings the next one. The line is gone by
    /// then, for a prompt has been announced.
    private static let askForPrompt: [UInt8] = [0x0D]
    static let takeBackAttempts = 10
    static let takeBackPause: Int64 = 1_000_000_000
    /// How long fish is given for what it prints behind a line that it has kept.
    static let keptLinePause: Int64 = 100_000_000

    private var state = State.idle
    /// The number of the run that is on its way, or was the last.
    private(set) var current: UInt64 = 0
    private var command: CommandText?
    private var keys = KeyTable()
    /// Of the runs that have a result, the newest.
    private var results: [UInt64: Result] = [:]
    /// Of the runs of several lines that are over, the newest, oldest first.
    private var spans: [CommandSpan] = []
    /// What was typed for a run stands at the prompt and does not run, until there is a new prompt.
    private(set) var isUnclean = false
    /// When it is to be taken back, and how often that can be tried yet.
    private var takeBackAt: Int64 = 0
    private var takeBacks = 0

    // MARK: What programs want

    /// Takes a command, or finds the run that it was before.
    ///
    /// - Parameter key: two commands with the same key are the same run.
    /// - Returns: the run's number.
    mutating func begin(
        _ command: CommandText, key: String?, _ view: ShellView, now: Int64
    ) throws(CommandRefusal) -> UInt64 {
        let fingerprint = command.text.hashValue
        if let known = key.flatMap({ keys[$0] }) {
            guard known.fingerprint == fingerprint else { throw .keyReused }
            return known.run
        }
        if view.hasExited { throw .exited }
        guard view.isExpected else { throw .noIntegration }
        guard view.pastesTabs || !command.hasTabs else { throw .noPaste }
        switch state {
        case .idle: break
        case .waiting, .typed: throw .busy
        case .running(let span): throw .running(span.first)
        }
        if case .running(let id) = view.phase { throw .running(id) }
        if view.phase == .prompt, view.isTouched, !isUnclean { throw .typing }
        current += 1
        self.command = command
        state = .waiting(until: now + Self.promptPatience)
        if let key { keys.insert(KeyTable.Entry(key: key, fingerprint: fingerprint, run: current)) }
        return current
    }

    /// What has become of a run; nil: it is on its way.
    func result(of run: UInt64) -> Result? {
        if let result = results[run] { return result }
        guard run == current else { return .refused(.forgotten) }
        if case .running(let span) = state { return .command(span.first) }
        return nil
    }

    /// The commands that a run of several lines has become; nil for every other first command.
    func span(from first: UInt64) -> CommandSpan? {
        if case .running(let span) = state, span.first == first { return span.isWhole ? nil : span }
        return spans.last { $0.first == first }
    }

    /// Nobody waits for it any more. What is typed, runs.
    mutating func abandon(_ run: UInt64) {
        guard run == current, case .waiting = state else { return }
        end(.refused(.abandoned), isTyped: false)
    }

    // MARK: What is to be done

    /// To be asked whenever something has happened, and when the time has come that it named.
    ///
    /// - Parameter said: what the terminal has shown since the command was typed.
    mutating func step(_ view: ShellView, now: Int64, said: () -> String) -> Step {
        let step =
            switch state {
            case .idle, .running: Step.done
            case .waiting(let until): stepWaiting(until, view, now)
            case .typed(let until, _, let offCount): stepTyped(until, offCount, view, now, said)
            }
        // With what somebody else has typed it is not ours alone.
        guard isUnclean, takeBacks > 0, !view.isTouched, let keys = keysToTakeBack(view.phase) else { return step }
        guard now < takeBackAt else {
            takeBacks -= 1
            takeBackAt = now + Self.takeBackPause
            return .type(keys)
        }
        if case .wait(let until) = step { return .wait(until: min(until, takeBackAt)) }
        return .wait(until: takeBackAt)
    }

    private func keysToTakeBack(_ phase: ShellTracker.Phase) -> [UInt8]? {
        switch phase {
        case .prompt: Self.takeBack
        case .unknown: takeBacks < Self.takeBackAttempts ? Self.askForPrompt : nil
        case .running: nil
        }
    }

    private mutating func stepTyped(
        _ until: Int64, _ offCount: UInt64, _ view: ShellView, _ now: Int64, _ said: () -> String
    ) -> Step {
        if view.pasteOffCount > offCount, view.takesPaste, view.phase == .prompt {
            // It has read a line and reads on, and has neither run anything nor shown a prompt.
            fail(.unfinished(output: said()), now: now)
        } else if now >= until {
            fail(.notStarted, now: now)
        } else {
            return .wait(until: until)
        }
        return .done
    }

    private mutating func stepWaiting(_ until: Int64, _ view: ShellView, _ now: Int64) -> Step {
        if view.phase == .prompt, view.isTouched, !isUnclean { return giveUp(.typing) }
        switch isUnclean ? .no : view.readiness(now: now) {
        case .yes: break
        case .at(let moment): return .wait(until: moment)
        case .no:
            guard now >= until else { return .wait(until: until) }
            return giveUp(view.isIntegrated ? .noPrompt : .noIntegration)
        }
        guard let command else { return giveUp(.abandoned) }
        if command.needsPaste, !view.takesPaste {
            let moment = view.promptAt + Self.pastePatience
            guard now >= moment else { return .wait(until: moment) }
            return giveUp(.noPaste)
        }
        state = .typed(until: now + Self.startPatience, isPreceded: false, pasteOffCount: view.pasteOffCount)
        return .type(command.keys)
    }

    private mutating func giveUp(_ reason: CommandRefusal) -> Step {
        end(.refused(reason), isTyped: false)
        return .done
    }

    /// It stands at the prompt and does not run.
    private mutating func fail(_ reason: CommandRefusal, now: Int64) {
        end(.refused(reason), isTyped: true)
        isUnclean = true
        takeBackAt = now
        takeBacks = Self.takeBackAttempts
    }

    // MARK: What happens

    /// - Parameter said: as for `step`.
    mutating func promptShown(said: () -> String) {
        isUnclean = false
        switch state {
        case .typed(_, isPreceded: false, _): end(.refused(.notACommand(output: said())), isTyped: true)
        case .running(let span): end(span)
        case .typed, .idle, .waiting: break
        }
    }

    /// What was typed stands at the prompt, for it means nothing to the shell.
    ///
    /// - Parameter said: as for `step`.
    mutating func lineKept(now: Int64, said: () -> String) {
        guard case .typed = state else { return }
        fail(.notACommand(output: said()), now: now)
        takeBackAt = now + Self.keptLinePause
    }

    mutating func commandStarted(_ started: ShellCommand) {
        isUnclean = false
        switch state {
        case .waiting: end(.refused(.running(started.id)), isTyped: false)
        case .typed(let until, _, let offCount):
            if command?.mayBe(started.command, isTruncated: started.isTruncated) == true {
                let isWhole = command?.text.utf8.contains(UInt8(ascii: "\n")) != true
                state = .running(CommandSpan(first: started.id, last: started.id, isWhole: isWhole))
            } else {
                state = .typed(until: until, isPreceded: true, pasteOffCount: offCount)
            }
        case .running(var span):
            // bash runs the lines of a paste one by one, without a prompt in between.
            span.last = started.id
            state = .running(span)
        case .idle: break
        }
    }

    mutating func commandFinished(_ finished: ShellCommand) {
        guard case .running(let span) = state, span.last == finished.id, span.isWhole else { return }
        end(span)
    }

    mutating func shellEnded() {
        switch state {
        case .waiting: end(.refused(.exited), isTyped: false)
        case .typed: end(.refused(.exited), isTyped: true)
        case .running(let span): end(span)
        case .idle: break
        }
        isUnclean = false
    }

    /// About what it takes, in bytes.
    var memoryBytes: Int {
        keys.memoryBytes + results.capacity * MemoryLayout<(UInt64, Result)>.stride
            + spans.capacity * MemoryLayout<CommandSpan>.stride + (command?.text.utf8.count ?? 0)
    }

    // MARK: -

    private mutating func end(_ span: CommandSpan) {
        if !span.isWhole {
            if spans.count == Self.rememberedSpans { spans.removeFirst() }
            spans.append(CommandSpan(first: span.first, last: span.last, isWhole: false, isOver: true))
        }
        end(.command(span.first), isTyped: true)
    }

    private mutating func end(_ result: Result, isTyped: Bool) {
        state = .idle
        command = nil
        results[current] = result
        if current > Self.rememberedResults { results[current - Self.rememberedResults] = nil }
        if !isTyped { keys.remove(run: current) }
    }

    /// As many as there are keys, and some for runs without one whose askers are about to look.
    private static let rememberedResults = UInt64(2 * KeyTable.maximumEntries)
    private static let rememberedSpans = KeyTable.maximumEntries
}

/// The commands of the shell that one run has become.
struct CommandSpan: Sendable, Equatable {
    var first: UInt64
    var last: UInt64
    /// Whether there is one in any case, and its end is the end of the run. Otherwise that is the next prompt.
    var isWhole: Bool
    var isOver = false
}
