public import TerminalProtocol

/// What a person who is attached should know.
public enum Remark: Sendable, Equatable, CustomStringConvertible {
    /// What the session prints is kept in a file.
    case recorded
    /// Keys do nothing until it is back.
    case connectionLost(String)
    case reattached
    /// Output that nobody can get any more, in bytes.
    case bytesMissing(UInt64)
    /// Somebody else has chosen a size that does not fit here.
    case largerScreen(TerminalSize)
    /// The server's `warning`.
    case warning(code: String, seconds: Int?)
    /// What was asked for has not happened.
    case refused(APIError)

    public var description: String {
        switch self {
        case .recorded: "this session is recorded"
        case .connectionLost(let reason): "connection lost: \(reason); trying again"
        case .reattached: "connected again"
        case .bytesMissing(let count): "\(count) bytes of output are missing here"
        case .largerScreen(let size):
            "the session's screen is \(size.cols)x\(size.rows), larger than this terminal"
        case .warning(let code, let seconds): Self.warning(code, seconds.map { " in \($0) s" } ?? "")
        case .refused(let error): error.description
        }
    }

    private static func warning(_ code: String, _ time: String) -> String {
        switch code {
        case "idle_timeout": "the session ends\(time) unless something happens"
        case "max_duration": "the session ends\(time)"
        case "token_expiring": "the token expires\(time)"
        case "shutdown": "the server is going\(time)"
        case "quota": "the room for the session's files is nearly used up"
        default: "\(code)\(time)"
        }
    }
}
