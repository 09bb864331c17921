internal import PseudoTerminal
internal import Sessions
internal import TerminalProtocol

extension ErrorBody {
    /// What a person or program is told of it, over REST and WebSocket alike.
    init(_ error: SessionError) {
        self =
            switch error {
            case .userLimit(let limit):
                ErrorBody(
                    .sessionLimitExceeded, "You have \(limit) sessions, which is the limit. End one first.",
                    details: ["limit": String(limit), "scope": "user"])
            case .totalLimit(let limit):
                ErrorBody(
                    .sessionLimitExceeded, "The server has \(limit) sessions, which is its limit.",
                    details: ["limit": String(limit), "scope": "server"])
            case .viewerLimit(let limit):
                ErrorBody(
                    .sessionLimitExceeded, "The session has \(limit) viewers, which is the limit.",
                    details: ["limit": String(limit), "scope": "viewers"])
            case .spawn(let error) where error.reason == "chdir":
                ErrorBody(.validationError, error.description, details: ["field": "working_directory"])
            case .spawn(let error):
                ErrorBody(.internalError, error.description, details: ["reason": error.reason])
            case .workspace(let error):
                ErrorBody(.internalError, "The session's workspace cannot be made: \(error).")
            case .notFound:
                ErrorBody(.sessionNotFound, "There is no such session.")
            case .invalid(let field, let message):
                ErrorBody(.validationError, message, details: ["field": field])
            case .shuttingDown:
                ErrorBody(.unavailable, "The server is shutting down.")
            }

    }
}
