internal import NIOCore
internal import ShellIntegration
internal import Synchronization

/// What a session knows of its shell's commands, behind a lock of its own. It is fed when the viewers have been told, and
/// none of them waits for it. Taken before the session's lock where both are needed, never behind it.
final class SessionShell: Sendable {
    struct State {
        /// How the shell was started to tell; nil: it does not.
        let shell: TellingShell?
        var tracker: ShellTracker
        var paste = BracketedPaste()
        var runner = CommandRunner()
        /// When the prompt was shown, monotonic, in nanoseconds.
        var promptAt: Int64 = 0
        /// How many keystrokes there had been at the prompt; those of the runner do not count.
        var keystrokesAtPrompt: UInt64 = 0
        /// And when the shell had said something before.
        var keystrokesBefore: UInt64 = 0
        var mayHaveLine = false
        /// Where the output was when a command was typed.
        var typedFrom: UInt64 = 0
        var hasExited = false
        /// Requests that wait for something.
        var waiting = 0
        /// Those of them that wait for the newest run to begin.
        var interested = 0
    }

    /// Requests that may wait for one session at once.
    static let maximumWaiting = 64

    /// Whether the shell was started so that it tells.
    let isExpected: Bool
    let state: Mutex<State>
    /// Rings when something has become of a command, at a prompt, and at the end.
    let bell = Bell()
    /// Rings for all that is printed.
    let outputBell = Bell()
    /// Who listens to that.
    let outputListeners = Atomic(0)
    let offers = Mutex(DownloadOffers())

    /// - Parameter shell: nil: it does not tell what it runs.
    init(_ shell: TellingShell?, limits: HistoryLimits) {
        isExpected = shell != nil
        state = Mutex(State(shell: shell, tracker: ShellTracker(nonce: shell?.nonce ?? "", limits: limits)))
    }

    /// Takes what was printed.
    ///
    /// - Parameters:
    ///   - keystrokes: how many there had been when it was.
    ///   - said: what the terminal has shown from an offset on.
    /// - Returns: what it tells, in order.
    func output(
        _ bytes: ByteBuffer, at offset: UInt64, keystrokes: UInt64, now: Int64, wall: Double,
        said: (UInt64) -> String
    ) -> [ShellEvent] {
        if outputListeners.load(ordering: .relaxed) > 0 { outputBell.ring() }
        guard isExpected else { return [] }
        let (events, hasChanged) = state.withLock { state in
            let paste = (state.paste.isOn, state.paste.offCount)
            var events: [ShellEvent] = []
            bytes.withUnsafeReadableBytes { bytes in
                state.tracker.read(bytes, at: offset, now: now, wall: wall) { events.append($0) }
                state.paste.read(bytes)
            }
            for event in events { state.take(event, keystrokes: keystrokes, now: now, said: said) }
            return (events, !events.isEmpty || (state.paste.isOn, state.paste.offCount) != paste)
        }
        if hasChanged { bell.ring() }
        return events
    }

    /// The shell has ended.
    func ended(now: Int64, wall: Double) -> [ShellEvent] {
        let events = state.withLock { state in
            var events: [ShellEvent] = []
            state.tracker.ended(now: now, wall: wall) { events.append($0) }
            for event in events { state.take(event, keystrokes: state.keystrokesAtPrompt, now: now) { _ in "" } }
            state.hasExited = true
            state.runner.shellEnded()
            return events
        }
        bell.ring()
        outputBell.ring()
        return events
    }

    var status: IntegrationStatus {
        guard isExpected else { return .none }
        return state.withLock { $0.tracker.isIntegrated } ? .active : .waiting
    }

    /// What lists of sessions say of it, in one look.
    struct Told {
        var workingDirectory: String?
        var command: ShellCommand?
        /// What all of it takes, about, in bytes.
        var memoryBytes = 0
    }

    var told: Told {
        guard isExpected else { return Told() }
        return state.withLock { state in
            var told = Told(
                workingDirectory: state.tracker.directory,
                memoryBytes: state.tracker.history.memoryBytes + state.runner.memoryBytes)
            if case .running(let id) = state.tracker.phase { told.command = state.tracker.history[id] }
            return told
        }
    }

    /// What it takes, about, in bytes.
    var memoryBytes: Int {
        guard isExpected else { return 0 }
        return state.withLock { $0.tracker.history.memoryBytes + $0.runner.memoryBytes }
    }

    /// Counts one more who waits.
    func enter() throws(CommandRefusal) {
        let isLetIn = state.withLock { state in
            guard state.waiting < Self.maximumWaiting else { return false }
            state.waiting += 1
            return true
        }
        guard isLetIn else { throw .tooManyWaiting(Self.maximumWaiting) }
    }

    func leave() { state.withLock { $0.waiting -= 1 } }
}

extension SessionShell.State {
    /// - Parameter keystrokes: how many there have been.
    func view(keystrokes: UInt64) -> ShellView {
        ShellView(
            isExpected: shell != nil, isIntegrated: tracker.isIntegrated, phase: tracker.phase, promptAt: promptAt,
            isTouched: keystrokes != keystrokesAtPrompt, mayHaveLine: mayHaveLine, takesPaste: paste.isOn,
            pastesTabs: shell?.pastesTabs ?? true, pasteOffCount: paste.offCount, hasExited: hasExited)
    }

    /// A command, or what one that was run as several lines has become, as if it were one.
    func command(_ id: UInt64) -> ShellCommand? {
        let history = tracker.history
        guard var command = history[id], let span = runner.span(from: id), let last = history[span.last] else {
            return history[id]
        }
        let parts = (span.first...span.last).compactMap { history[$0] }
        command.command = parts.map(\.command).joined(separator: "\n")
        command.isTruncated = parts.contains(where: \.isTruncated)
        command.finishedAt = span.isOver ? last.finishedAt : nil
        command.exitCode = span.isOver ? last.exitCode : nil
        command.outputTo = span.isOver ? last.outputTo : nil
        let durations = parts.compactMap(\.durationMilliseconds)
        command.durationMilliseconds = span.isOver && durations.count == parts.count ? durations.reduce(0, +) : nil
        return command
    }

    mutating func take(_ event: ShellEvent, keystrokes: UInt64, now: Int64, said: (UInt64) -> String) {
        switch event {
        case .promptShown:
            mayHaveLine = keystrokes != keystrokesBefore
            promptAt = now
            keystrokesAtPrompt = keystrokes
            keystrokesBefore = keystrokes
            let offset = typedFrom
            runner.promptShown { said(offset) }
        case .commandStarted(let command):
            keystrokesBefore = keystrokes
            runner.commandStarted(command)
        case .commandFinished(let command): runner.commandFinished(command)
        case .lineKept:
            let offset = typedFrom
            runner.lineKept(now: now) { said(offset) }
        case .directoryChanged, .downloadOffered: break
        }
    }
}
