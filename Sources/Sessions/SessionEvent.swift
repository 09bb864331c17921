public import PseudoTerminal

/// What happens to sessions, for those who count it, log it or keep a trail of it.
public enum SessionEvent: Sendable {
    /// A session was made; its shell runs. `spawnSeconds`: how long that took.
    case created(Session, spawnSeconds: Double, by: Requester?)
    /// A session was not made, or a viewer not let in.
    case refused(userID: String, SessionError, by: Requester?)
    /// A viewer was let in. `hadOffset`: it asked to go on where it was.
    case attached(Session, ViewerAttachment, hadOffset: Bool, by: Requester?)
    /// A viewer is gone. `cutOff`: it did not say so.
    case detached(Session, cutOff: Bool, by: Requester?)
    /// A viewer was given the screen instead of what was printed.
    case repainted(Session, RepaintCause)
    /// A command began in the foreground. What was typed is its user's own, and not told.
    case commandStarted(Session, id: UInt64)
    /// It has ended. Nil: nobody has seen how, or how long it took.
    case commandFinished(Session, id: UInt64, exitCode: Int32?, durationSeconds: Double?)
    /// The shell is gone. `by`: who asked for that, when somebody did.
    case ended(Session, EndReason, ExitStatus, lifetimeSeconds: Double, by: Requester?)
    /// Some of its files could not be removed.
    case workspaceLeft(Session)
}

/// Is told what happens to sessions, on whichever thread it happens and with no lock of the session held. It must
/// return at once.
public protocol SessionObserver: Sendable {
    func observe(_ event: SessionEvent)
}

/// Who wants something of the server, as far as that is known.
public struct Requester: Sendable, Equatable {
    /// The client's IP address, or `unix` for one on this machine.
    public var address: String
    /// Names the HTTP request, the handshake of a WebSocket included, in logs and answers.
    public var requestID: String
    /// Whose token it presented; nil: not known yet.
    public var userID: String?
    /// The share by whose secret it came, instead of a user's token.
    public var shareID: String?

    public init(address: String, requestID: String, userID: String? = nil, shareID: String? = nil) {
        self.address = address
        self.requestID = requestID
        self.userID = userID
        self.shareID = shareID
    }
}

/// Why a session ended. The raw value is the metric label `reason`.
public enum EndReason: String, Sendable, CaseIterable {
    /// The shell ended by itself.
    case exited
    case idleTimeout = "idle_timeout"
    case maxDuration = "max_duration"
    /// Somebody who may asked for it.
    case requested
    /// The server ended.
    case shutdown

    /// What viewers are told when time was the reason.
    var sentence: String {
        switch self {
        case .exited: "the shell has ended"
        case .idleTimeout: "the session was idle for too long"
        case .maxDuration: "the session reached its maximum age"
        case .requested: "the session was ended"
        case .shutdown: "the server is going"
        }
    }
}
