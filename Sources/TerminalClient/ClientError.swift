/// Why something that was asked of a server did not happen.
public enum ClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Nobody could be reached, in the words of the system, of TLS or of the resolver.
    case unreachable(String)
    /// Somebody was reached, and the answer did not come in time.
    case noAnswerInTime
    /// What came was not HTTP, or not the WebSocket that was asked for.
    case notHTTP
    /// The connection ended before the answer did.
    case cutOff
    /// The answer has more bytes than the caller has room for.
    case answerTooLarge(limit: Int)
    /// The answer is HTTP and yet none that the API has.
    case unexpectedAnswer(String)
    /// The server's own word.
    case refused(APIError)

    public var description: String {
        switch self {
        case .unreachable(let reason): reason
        case .noAnswerInTime: "no answer in time"
        case .notHTTP: "that was no answer of HTTP"
        case .cutOff: "the connection ended in the middle of the answer"
        case .answerTooLarge(let limit): "the answer has more than \(limit) bytes"
        case .unexpectedAnswer(let what): "an answer that is not understood: \(what)"
        case .refused(let error): error.description
        }
    }
}
