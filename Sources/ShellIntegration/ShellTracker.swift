/// Makes commands of the marks in a session's output. Pure: bytes and times go in, events come out.
///
/// It sees every byte that the session prints, in order, in pieces of any size. Only marks with the session's nonce count,
/// which the shell alone has: what a program prints, the content of a file for example, is no command.
public struct ShellTracker: Sendable {
    /// What the shell is doing, as far as it has said.
    public enum Phase: Sendable, Hashable {
        /// It has not said: it starts, has no integration, or is between a command and the next prompt.
        case unknown
        /// It waits for a line.
        case prompt
        /// The command with this id runs. So it stays when the command replaces the shell, or is one without an end.
        case running(UInt64)
    }

    /// Where the next prompt is expected from.
    private enum Prompt {
        /// None has been announced.
        case none
        /// It has been announced and is being printed.
        case started
        /// It is being printed once more, with the line behind it that the shell does not understand.
        case again
    }

    public private(set) var phase = Phase.unknown
    public private(set) var history: CommandHistory
    /// True since the first mark with the nonce.
    public private(set) var isIntegrated = false
    /// Where the shell is, an absolute path; nil if it has not said.
    public private(set) var directory: String?

    private let nonce: [UInt8]
    private let commandBytes: Int
    private var scanner = MarkScanner()
    private var prompt = Prompt.none
    /// What the shell has announced and not begun.
    private var line: (text: String, isTruncated: Bool) = ("", false)
    /// When the running command began, monotonic, in nanoseconds.
    private var startedAt: Int64 = 0
    /// The offset behind all that has been read.
    private var position: UInt64 = 0

    /// `nonce`: the one that `ShellLaunch.plan` was given; empty for a shell that has no integration.
    public init(nonce: String, limits: HistoryLimits) {
        self.nonce = Array(nonce.utf8)
        commandBytes = limits.commandBytes
        history = CommandHistory(limits: limits)
    }

    /// Takes what the session has printed.
    ///
    /// - Parameters:
    ///   - bytes: the next bytes; not kept beyond the call.
    ///   - offset: where they begin in the session's output.
    ///   - now: monotonic, in nanoseconds.
    ///   - wall: seconds since 1970.
    ///   - report: is told what happened, in order.
    public mutating func read(
        _ bytes: UnsafeRawBufferPointer, at offset: UInt64, now: Int64, wall: Double, _ report: (ShellEvent) -> Void
    ) {
        guard !nonce.isEmpty else { return }
        position = offset + UInt64(bytes.count)
        var index = 0
        while let mark = scanner.next(in: bytes, from: &index, at: offset) {
            let meaning =
                switch mark.content {
                case .inPlace(let range):
                    ShellMark(UnsafeRawBufferPointer(rebasing: bytes[range]), nonce: nonce)
                case .kept(let kept): kept.withUnsafeBytes { ShellMark($0, nonce: nonce) }
                }
            guard let meaning else { continue }
            if meaning != .promptEnd { isIntegrated = true }
            take(meaning, from: mark.start, to: mark.end, now: now, wall: wall, report)
        }
    }

    /// The session has ended. A command that still ran has too, and nobody knows how.
    public mutating func ended(now: Int64, wall: Double, _ report: (ShellEvent) -> Void) {
        finishUnseen(at: position, wall: wall, report)
        phase = .unknown
        prompt = .none
    }

    private mutating func take(
        _ mark: ShellMark, from start: UInt64, to end: UInt64, now: Int64, wall: Double,
        _ report: (ShellEvent) -> Void
    ) {
        switch mark {
        case .promptStart:
            finishUnseen(at: start, wall: wall, report)
            phase = .unknown
            prompt = .started
        case .promptEnd:
            // Anybody can print this one; it says something only where the shell has announced it.
            switch prompt {
            case .none: return
            case .started:
                phase = .prompt
                report(.promptShown)
            case .again: report(.lineKept)
            }
            prompt = .none
        case .commandLine(let bytes):
            finishUnseen(at: start, wall: wall, report)
            line = MarkText.text(bytes, limit: commandBytes)
        case .outputStart:
            finishUnseen(at: start, wall: wall, report)
            prompt = .none
            let (line, directory) = (line, directory)
            self.line = ("", false)
            let command = history.begin { id in
                ShellCommand(
                    id: id, command: line.text, isTruncated: line.isTruncated, workingDirectory: directory,
                    startedAt: wall, outputFrom: end)
            }
            startedAt = now
            phase = .running(command.id)
            report(.commandStarted(command))
        case .finished(let exitCode):
            guard case .running(let id) = phase else { return }
            phase = .unknown
            let duration = Int(max(0, now - startedAt) / 1_000_000)
            let command = history.end(id) {
                $0.finishedAt = wall
                $0.durationMilliseconds = duration
                $0.exitCode = exitCode
                $0.outputTo = start
            }
            if let command { report(.commandFinished(command)) }
        case .directory(let path):
            guard path != directory else { return }
            directory = path
            report(.directoryChanged(path))
        case .lineKept: prompt = .again
        case .download(let path):
            report(.downloadOffered(path: path))
        }
    }

    /// The command that runs, if one does, has ended, and its end was not seen: neither exit code nor duration are known.
    private mutating func finishUnseen(at offset: UInt64, wall: Double, _ report: (ShellEvent) -> Void) {
        guard case .running(let id) = phase else { return }
        phase = .unknown
        let command = history.end(id) {
            $0.finishedAt = wall
            $0.outputTo = offset
        }
        if let command { report(.commandFinished(command)) }
    }
}
