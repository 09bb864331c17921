internal import Sessions
internal import TerminalProtocol

extension ErrorBody {
    /// What a program is told that wanted to run a command. `details.reason` is for it, the sentence for people.
    init(_ refusal: CommandRefusal) {
        self =
            switch refusal {
            case .invalid(let sentence): ErrorBody(.validationError, sentence, details: ["field": "command"])
            case .running(let id):
                Self.conflict(
                    "running", "Something runs in the foreground of the session.", ["command_id": String(id)])
            case .typing: Self.conflict("typing", "Somebody has begun to type at the prompt of the session.")
            case .busy: Self.conflict("busy", "Another command is just being typed.")
            case .noIntegration:
                Self.conflict("no_integration", "The shell of the session does not tell which commands it runs.")
            case .noScreen:
                Self.conflict("no_screen", "The server does not keep what terminals show (session.keeps_screen).")
            case .noPrompt: Self.conflict("no_prompt", "The shell has shown no prompt in time.")
            case .exited: Self.conflict("exited", "The shell of the session has ended.")
            case .noPaste:
                Self.conflict(
                    "no_paste",
                    "The shell does not take a text with line feeds or tabs as it is: it has not switched bracketed paste on, "
                        + "or leaves tabs out.")
            case .notACommand(let output):
                Self.conflict(
                    "not_a_command", "The shell has run nothing: to it this is no command.", ["output": output])
            case .unfinished(let output):
                Self.conflict(
                    "unfinished", "The shell has run nothing: it waited for more, and the line was taken back.",
                    ["output": output])
            case .notStarted:
                Self.conflict("not_started", "It was typed, and the shell has not begun to run it in time.")
            case .keyReused: Self.conflict("key_reused", "The idempotency key belongs to another command.")
            case .forgotten:
                Self.conflict("forgotten", "The command with this idempotency key was run, and is forgotten.")
            case .abandoned: Self.conflict("abandoned", "Nobody waited for it any more; nothing was typed.")
            case .tooManyWaiting(let limit):
                ErrorBody(
                    .quotaExceeded, "\(limit) requests wait for this session, which is the limit.",
                    details: ["limit": String(limit), "scope": "waiting"])
            }
    }

    private static func conflict(
        _ reason: String, _ sentence: String, _ details: [String: String] = [:]
    ) -> ErrorBody {
        ErrorBody(.conflict, sentence, details: details.merging(["reason": reason]) { $1 })
    }
}
