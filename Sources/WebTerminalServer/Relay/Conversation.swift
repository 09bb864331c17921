import Authentication
import TerminalProtocol

/// What a client may say when, on one connection. Decides; `RelayHandler` does it.
struct Conversation {
    /// Where the conversation stands.
    enum Phase: Equatable {
        /// The upgrade carried no token: the first message has to.
        case unauthenticated
        /// The client is known and looks at nothing.
        case idle(Identity)
        /// A session is being made or looked up; what the client says meanwhile waits.
        case opening(Identity)
        /// The client looks at a session.
        case attached(Identity, ViewerMode)
    }

    /// What a message asks for, when it is legal.
    enum Step: Equatable {
        case authenticate(token: String)
        case create(CreateRequest)
        case attach(AttachRequest)
        case type(String)
        case resize(TerminalSize)
        case acknowledge(offset: UInt64)
        case signal(TerminalSignal)
        case pong(timestamp: Double)
        case detach
        case endSession
        /// The message is answered with this error, and nothing else happens.
        case refuse(ErrorBody)
        /// The client is told the error and the connection ends.
        case close(ErrorBody, CloseCode)
    }

    private(set) var phase: Phase

    init(identity: Identity?) {
        phase = identity.map { .idle($0) } ?? .unauthenticated
    }

    var identity: Identity? {
        switch phase {
        case .unauthenticated: nil
        case .idle(let identity), .opening(let identity), .attached(let identity, _): identity
        }
    }

    /// A text message. Those that open a session move on to `opening`.
    mutating func receive(_ message: ClientMessage) -> Step {
        if case .authenticate(let token) = message { return .authenticate(token: token) }
        switch phase {
        case .unauthenticated:
            return .close(Self.tokenFirst, .authenticationFailed)
        case .idle(let identity), .opening(let identity):
            return open(message, identity)
        case .attached(_, let mode):
            return steer(message, mode)
        }
    }

    /// A message that could not be read.
    func receive(_ error: ErrorBody) -> Step {
        phase == .unauthenticated ? .close(error, .policyViolation) : .refuse(error)
    }

    /// Whether terminal bytes are in order; nil when they are.
    func receiveBytes() -> Step? {
        switch phase {
        case .unauthenticated:
            .close(Self.tokenFirst, .authenticationFailed)
        case .idle, .opening: .refuse(Self.notAttached)
        case .attached(_, .control): nil
        case .attached(_, .view): .refuse(Self.viewOnly)
        }
    }

    /// A token was good. Nil, or why it does not fit this conversation.
    mutating func authenticated(_ new: Identity) -> Step? {
        if let identity, identity.userID != new.userID {
            return .close(ErrorBody(.forbidden, "the token is another user's"), .forbidden)
        }
        switch phase {
        case .attached(_, .control) where new.role == .viewer:
            return .close(ErrorBody(.forbidden, "with this token a session may only be looked at"), .forbidden)
        case .unauthenticated, .idle: phase = .idle(new)
        case .opening: phase = .opening(new)
        case .attached(_, let mode): phase = .attached(new, mode)
        }
        return nil
    }

    mutating func attached(_ mode: ViewerMode) {
        if let identity { phase = .attached(identity, mode) }
    }

    /// The client looks at nothing any more: it left, the session ended, or none could be opened.
    mutating func detached() {
        if let identity { phase = .idle(identity) }
    }

    // MARK: -

    private mutating func open(_ message: ClientMessage, _ identity: Identity) -> Step {
        switch message {
        case .create(let request):
            guard identity.role != .viewer else {
                return .refuse(ErrorBody(.forbidden, "a viewer may not create sessions"))
            }
            phase = .opening(identity)
            return .create(request)
        case .attach(let request):
            guard identity.role != .viewer || request.mode == .view else {
                return .refuse(ErrorBody(.forbidden, "a viewer may attach with mode view only"))
            }
            phase = .opening(identity)
            return .attach(request)
        case .ping(let timestamp):
            return .pong(timestamp: timestamp)
        case .authenticate, .input, .resize, .ack, .signal, .detach, .close:
            return .refuse(Self.notAttached)
        }
    }

    private func steer(_ message: ClientMessage, _ mode: ViewerMode) -> Step {
        switch message {
        case .ack(let offset): return .acknowledge(offset: offset)
        case .ping(let timestamp): return .pong(timestamp: timestamp)
        case .detach: return .detach
        case .create, .attach, .authenticate:
            return .refuse(ErrorBody(.conflict, "this connection is attached to a session: detach first"))
        case .input, .resize, .signal, .close:
            guard mode == .control else { return .refuse(Self.viewOnly) }
        }
        switch message {
        case .input(let data): return .type(data)
        case .resize(let size): return .resize(size)
        case .signal(let signal): return .signal(signal)
        default: return .endSession
        }
    }

    private static let tokenFirst = ErrorBody(
        .unauthorized, "the first message has to be authenticate, with a token")
    private static let notAttached = ErrorBody(.conflict, "this connection is not attached to a session")
    private static let viewOnly = ErrorBody(.forbidden, "this connection only looks on (mode view)")
}
