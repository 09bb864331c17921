internal import NIOCore
public import ShellIntegration
internal import Synchronization

extension Session {
    // MARK: What was run

    /// Whether its shell tells what it runs.
    public var integration: IntegrationStatus { shell.status }

    /// Commands that match, oldest first, and how many there are that do. Of more than `limit` these are the newest; behind
    /// `since` the oldest, so that whoever asks on from there misses none.
    public func history(
        since: UInt64? = nil, status: CommandHistory.Status? = nil, limit: Int
    ) -> (commands: [ShellCommand], total: Int) {
        shell.state.withLock { state in
            let matching = state.tracker.history.commands(since: since, status: status)
            return (Array(since == nil ? matching.suffix(limit) : matching.prefix(limit)), matching.count)
        }
    }

    /// Nil: there is none of this number, not yet or no more. What a program ran as several lines is one command here,
    /// even where the history has one for each line.
    public func command(_ id: UInt64) -> ShellCommand? { shell.state.withLock { $0.command(id) } }

    /// What a command has printed so far, as a text.
    ///
    /// - Parameter limit: the most bytes of text; of more, the end is given.
    public func output(of command: ShellCommand, limit: Int) -> CommandOutput {
        // Not without a bound either: a text can be made of much more that is none.
        let mostBytes = UInt64(min(max(4 * limit, 64 * 1024), CommandOutput.maximumRawBytes))
        let (bytes, first, end) = guarded.withLock { guarded in
            let log = guarded.state.log
            let end = min(command.outputTo ?? log.end, log.end)
            let first = max(command.outputFrom, log.start, end - min(end, mostBytes))
            return (log.bytes(from: first, to: end), first, end)
        }
        let isWhole = first <= command.outputFrom
        var text = PlainText(limit: limit)
        // Where the beginning is missing, what is there may begin within an escape sequence, so it is taken from a line on.
        let start = isWhole ? 0 : (bytes.prefix(4096).firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)
        bytes[start...].withUnsafeBytes { text.append($0) }
        let (string, isTruncated) = text.finish()
        return CommandOutput(
            text: string, isTruncated: isTruncated || !isWhole, from: command.outputFrom,
            to: max(end, command.outputFrom))
    }

    // MARK: Running one

    /// The longest command that can be run, in bytes of UTF-8.
    public static let maximumCommandBytes = CommandText.maximumBytes

    /// Types a command at the shell's prompt, as soon as there is one, and returns when the shell runs it.
    ///
    /// It can be cancelled, which takes nothing back that was typed.
    ///
    /// - Parameter key: two calls with the same key are about the same run, which is typed once.
    public func run(_ command: String, key: String?) async throws(CommandRefusal) -> ShellCommand {
        let command = try CommandText(command)
        try shell.enter()
        defer { shell.leave() }
        let listener = shell.bell.listen()
        let run = try begin(command, key: key)
        defer { loseInterest(in: run) }
        while true {
            switch shell.state.withLock({ $0.runner.result(of: run) }) {
            case .command(let id):
                guard let started = self.command(id) else { throw .forgotten }
                return started
            case .refused(let reason): throw reason
            case nil:
                guard !Task.isCancelled else { throw .abandoned }
                await listener.wait(atMost: nil)
            }
        }
    }

    /// Returns when a command has ended, when the time is over, or when the task is cancelled.
    ///
    /// - Returns: the command as it is then; nil when it is not known, not yet or no more.
    public func awaitEnd(of id: UInt64, atMost nanoseconds: Int64) async throws(CommandRefusal) -> ShellCommand? {
        guard let command = command(id), command.isRunning, nanoseconds > 0 else { return command(id) }
        try shell.enter()
        defer { shell.leave() }
        let listener = shell.bell.listen()
        let deadline = clocks.monotonic() + nanoseconds
        while true {
            let command = self.command(id)
            let left = deadline - clocks.monotonic()
            guard let command, command.isRunning, left > 0, !Task.isCancelled else { return command }
            await listener.wait(atMost: left)
        }
    }

    private func begin(_ command: CommandText, key: String?) throws(CommandRefusal) -> UInt64 {
        let now = clocks.monotonic()
        let (result, isNew) = shell.state.withLock { state -> (Result<UInt64, CommandRefusal>, Bool) in
            let view = state.view(keystrokes: guarded.withLock { $0.keystrokes })
            let before = state.runner.current
            do throws(CommandRefusal) {
                let run = try state.runner.begin(command, key: key, view, now: now)
                let isNew = state.runner.current != before
                if isNew { state.interested = 0 }
                if run == state.runner.current { state.interested += 1 }
                return (.success(run), isNew)
            } catch {
                return (.failure(error), false)
            }
        }
        // A task of its own: who asked for the run may go, and what was typed has to be looked after.
        if isNew { Task { await drive() } }
        return try result.get()
    }

    private func loseInterest(in run: UInt64) {
        let isGivenUp = shell.state.withLock { state in
            guard run == state.runner.current else { return false }
            state.interested -= 1
            guard state.interested == 0 else { return false }
            state.runner.abandon(run)
            return true
        }
        if isGivenUp { shell.bell.ring() }
    }

    /// Does what the runner asks for, until it needs nothing more.
    private func drive() async {
        let listener = shell.bell.listen()
        while let until = stepRunner() { await listener.wait(atMost: until - clocks.monotonic()) }
        shell.bell.ring()
    }

    /// - Returns: when it is to be asked again, if nothing happens before; nil: it needs nothing more.
    private func stepRunner() -> Int64? {
        let now = clocks.monotonic()
        return shell.state.withLock { state in
            // With both locks held, so that no keystroke comes between the look at the prompt and what is typed there.
            guarded.withLock { guarded in
                while true {
                    let view = state.view(keystrokes: guarded.keystrokes)
                    let (offset, log) = (state.typedFrom, guarded.state.log)
                    let step = state.runner.step(view, now: now) { log.text(from: offset) }
                    switch step {
                    case .type(let bytes):
                        state.typedFrom = log.end
                        type(ByteBuffer(bytes: bytes), &guarded, now: now)
                        state.keystrokesAtPrompt = guarded.keystrokes
                    case .wait(let until): return until
                    case .done: return nil
                    }
                }
            }
        }
    }
}
