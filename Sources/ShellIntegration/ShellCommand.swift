/// One line that was typed at a shell's prompt and run, as the shell itself told. What a shell does not tell is nil and
/// never guessed.
public struct ShellCommand: Sendable, Hashable, Identifiable {
    /// 1, 2, 3 … in the session.
    public var id: UInt64
    /// What was typed, without escapes; several lines as the shell joins them. Empty when the user's shell keeps the line
    /// out of its own history, by a blank in front of it for example.
    public var command: String
    /// The shell had more than `HistoryLimits.commandBytes` to say.
    public var isTruncated: Bool
    /// Where the shell was when it began: an absolute path, or nil if the shell has not said.
    public var workingDirectory: String?
    /// Seconds since 1970.
    public var startedAt: Double
    /// Seconds since 1970, or nil while it runs. The end of its session, when its shell did not outlive it.
    public var finishedAt: Double?
    /// Milliseconds, measured by a monotonic clock. Nil while it runs, and when its end was not seen.
    public var durationMilliseconds: Int?
    /// `$?` after it, as the shell has it: 128 and the signal's number for one that a signal ended. Nil while it runs, and
    /// for a command that ended or replaced its shell.
    public var exitCode: Int32?
    /// The offset in the session's output at which its own output begins.
    public var outputFrom: UInt64
    /// The offset behind its last byte of output, or nil while it runs.
    public var outputTo: UInt64?

    public init(
        id: UInt64, command: String, isTruncated: Bool = false, workingDirectory: String? = nil, startedAt: Double,
        finishedAt: Double? = nil, durationMilliseconds: Int? = nil, exitCode: Int32? = nil, outputFrom: UInt64,
        outputTo: UInt64? = nil
    ) {
        self.id = id
        self.command = command
        self.isTruncated = isTruncated
        self.workingDirectory = workingDirectory
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.durationMilliseconds = durationMilliseconds
        self.exitCode = exitCode
        self.outputFrom = outputFrom
        self.outputTo = outputTo
    }

    /// True until it has ended, whether or not anybody knows how.
    public var isRunning: Bool { finishedAt == nil }
}
