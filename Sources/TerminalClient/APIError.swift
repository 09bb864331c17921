internal import StrictJSON

/// An error as the server tells it: `{"error": {"code", "message", "details"}}`.
public struct APIError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Of HTTP; nil when the error came over a WebSocket.
    public var status: Int?
    /// Such as `SESSION_NOT_FOUND`. Not an enumeration: a newer server may have more of them.
    public var code: String
    public var message: String
    public var details: [String: String]
    /// When to try again, in seconds from the answer on; nil: it did not say.
    public var retryAfterSeconds: Int?

    public init(
        status: Int? = nil, code: String, message: String, details: [String: String] = [:],
        retryAfterSeconds: Int? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// From an answer that is not a good one. What comes from a proxy in between has a status only.
    init(_ answer: HTTPAnswer) {
        let members = (try? JSONValue(parsing: answer.body))?["error"]
        self.init(members, status: answer.status)
        retryAfterSeconds = answer.header("Retry-After").flatMap { Int($0) }
    }

    /// From the members of an error; whatever is missing is made up from the status.
    init(_ members: JSONValue?, status: Int? = nil) {
        self.init(
            status: status, code: members?["code"]?.stringValue ?? "",
            message: members?["message"]?.stringValue ?? status.map { "the server answered \($0)" } ?? "",
            details: members?["details"]?.objectValue?.compactMapValues(\.stringValue) ?? [:])
    }

    public var description: String { code.isEmpty ? message : "\(message) (\(code))" }

    /// What kind of trouble it is, whichever way it came.
    public var kind: Kind {
        switch code {
        case "UNAUTHORIZED", "JWT_INVALID", "JWT_EXPIRED": return .authentication
        case "FORBIDDEN": return .permission
        case "NOT_FOUND", "SESSION_NOT_FOUND": return .notFound
        case "RATE_LIMIT_EXCEEDED", "UNAVAILABLE": return .temporary
        default: break
        }
        switch status {
        case 401: return .authentication
        case 403: return .permission
        case 404: return .notFound
        case 429, 502, 503, 504: return .temporary
        default: return .other
        }
    }

    public enum Kind: Sendable, Equatable {
        /// The server does not know who this is.
        case authentication
        /// It does, and says no.
        case permission
        case notFound
        /// The same may work a little later.
        case temporary
        case other
    }
}
