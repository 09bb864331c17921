/// Why a command was not run, or nobody knows that it was.
public enum CommandRefusal: Error, Sendable, Hashable {
    /// What is wrong with it.
    case invalid(String)
    /// Something runs in the foreground: the command with this number.
    case running(UInt64)
    /// Somebody has begun to type at the prompt.
    case typing
    /// Another one is just being typed for a program.
    case busy
    /// The shell does not tell when commands begin and end.
    case noIntegration
    /// The server does not know what the terminal shows.
    case noScreen
    /// The shell showed no prompt in time.
    case noPrompt
    /// The shell has ended.
    case exited
    /// It has several lines or tabs, which this shell does not take as they are.
    case noPaste
    /// It was typed, and the shell took it for no command. `output`: what it said.
    case notACommand(output: String)
    /// It was typed, and the shell wanted more; it was taken back.
    case unfinished(output: String)
    /// It was typed, and the shell did not begin to run it in time. It may do so yet.
    case notStarted
    /// The idempotency key belongs to another command.
    case keyReused
    /// The idempotency key belongs to a command that is not remembered any more.
    case forgotten
    /// Nobody waited for it any more before it could be typed.
    case abandoned
    /// As many requests wait for this session as may.
    case tooManyWaiting(Int)

    /// Whether the shell may have got it all the same.
    public var mayHaveBeenTyped: Bool {
        switch self {
        case .notACommand, .unfinished, .notStarted, .abandoned: true
        case .invalid, .running, .typing, .busy, .noIntegration, .noScreen, .noPrompt, .exited, .noPaste, .keyReused,
            .forgotten, .tooManyWaiting:
            false
        }
    }
}
