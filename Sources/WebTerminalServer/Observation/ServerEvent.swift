public import Authentication
public import Sessions

/// What the server does that somebody may want to count, to log, or to keep a trail of. It holds no token and no byte
/// of a terminal.
public enum ServerEvent: Sendable {
    case session(SessionEvent)
    /// A token was found good.
    case authenticated(Identity, Requester)
    case authenticationFailed(AuthenticationFailure, Requester)
    /// Somebody was refused what others may do.
    case denied(DeniedResource, Requester)
    /// A request was answered; a handshake, when it was accepted or refused.
    case request(AnsweredRequest)
    /// `requester` knows its user when the handshake carried a token.
    case webSocketOpened(Requester)
    /// `code`: what the client said, or 1006 when it said nothing.
    case webSocketClosed(code: UInt16, seconds: Double, Requester)
    /// Somebody sent a signal to a process of a session; nil: to its foreground.
    case signal(name: String, process: Int32?, SessionID, Requester)
    /// Somebody did something in a session by request.
    case acted(SessionAction, Session, Requester)
    /// An admin of the server asked for a session of somebody else, and may do that.
    case admin(SessionOperation, Session, Requester)
    /// Something became of a share. `createdBy`: whose link it is. The requester is nil for what time does.
    case share(ShareChange, SharePass, createdBy: String, Requester?)
    /// Somebody was too fast, or wants too much. `isFirst`: the time before they were not.
    case limited(LimitKind, isFirst: Bool, Requester)
    /// The settings were read again.
    case configuration(ConfigurationChange)
}

/// Why nobody was let in.
public enum AuthenticationFailure: Sendable, Equatable {
    /// No token, or a header that holds none.
    case missing
    /// No token came in the time for it.
    case late
    /// No share has that secret, or not any more.
    case share
    case refused(TokenError)

    /// The value of the metric label `reason`.
    public var reason: String {
        switch self {
        case .missing: "missing"
        case .late: "late"
        case .share: "share"
        case .refused(let error): error.reason
        }
    }
}

/// What becomes of shares. The raw value is the metric label `event`.
public enum ShareChange: String, Sendable, CaseIterable {
    case created
    /// Its secret was presented.
    case used
    case revoked
    /// Its time is over, or its session.
    case expired
}

/// Which limit somebody met. The raw value is the metric label `kind`.
public enum LimitKind: String, Sendable, CaseIterable {
    case sessionsTotal = "sessions_total"
    case sessionsPerUser = "sessions_per_user"
    case viewersPerSession = "viewers_per_session"
    case sharesPerSession = "shares_per_session"
    case requestsPerAddress = "requests_per_address"
    case requestsPerUser = "requests_per_user"
    case messagesPerConnection = "messages_per_connection"
    case bytesPerConnection = "bytes_per_connection"
    /// An address that has shown too many bad tokens.
    case failedTokens = "failed_tokens"
}

/// What somebody was refused. The raw value is the metric label `resource`.
public enum DeniedResource: String, Sendable, CaseIterable {
    /// A session of another user. The client is told that there is none.
    case session
    /// To type into, steer or end a session, for somebody who may only look on.
    case control
    /// To open a WebSocket from a page of that origin.
    case origin
    /// To call the server by that name.
    case host
    /// The metrics.
    case metrics
}

/// A request and how it was answered.
public struct AnsweredRequest: Sendable {
    public var method: String
    /// The template of the route, such as `/api/v1/sessions/{id}`; nil: there is none for this path.
    public var route: String?
    /// Without the query, and no longer than a log line may be.
    public var path: String
    public var status: Int
    public var durationSeconds: Double
    public var requester: Requester
}

/// What became of settings that were read again.
public enum ConfigurationChange: Sendable {
    /// `changed`: the settings that hold from now on; `pending`: those that need a restart.
    case applied(changed: [String], pending: [String])
    /// The old settings hold.
    case rejected(String)
}
