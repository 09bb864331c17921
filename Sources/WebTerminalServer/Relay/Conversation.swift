import Authentication
import TerminalProtocol

/// What a client may say when, on one connection. Decides; `RelayHandler` does it.
struct Conversation {
    /// Where the conversation stands.
    enum Phase: Equatable {
        /// The upgrade carried no token: the first message has to.
        case unauthenticated
        /// The client is known and looks at nothing.
        case idle(Principal)
        /// A session is being made or looked up; what the client says meanwhile waits.
        case opening(Principal)
        /// The client looks at a session.
        case attached(Principal, ViewerMode)
    }

    /// What a message asks for, when it is legal.
    enum Step: Equatable {
        case authenticate(token: String)
        case create(CreateRequest)
        case attach(AttachRequest)
        case type(String)
        case resize(TerminalSize)
        case acknowledge(offset: UInt64)
        case dress(TerminalAppearance)
        case repaint
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

    init(principal: Principal?) {
        phase = principal.map { .idle($0) } ?? .unauthenticated
    }

    var principal: Principal? {
        switch phase {
        case .unauthenticated: nil
        case .idle(let principal), .opening(let principal), .attached(let principal, _): principal
        }
    }

    /// A text message. Those that open a session move on to `opening`.
    mutating func receive(_ message: ClientMessage) -> Step {
        if case .authenticate(let token) = message { return .authenticate(token: token) }
        switch phase {
        case .unauthenticated:
            return .close(Self.tokenFirst, .authenticationFailed)
        case .idle(let principal), .opening(let principal):
            return open(message, principal)
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
    mutating func authenticated(_ new: Principal) -> Step? {
        if let principal, principal.userID != new.userID || principal.share?.id != new.share?.id {
            return .close(ErrorBody(.forbidden, "the token is another user's"), .forbidden)
        }
        switch phase {
        case .attached(_, .control) where new.identity?.role == .viewer:
            return .close(ErrorBody(.forbidden, "with this token a session may only be looked at"), .forbidden)
        case .unauthenticated, .idle: phase = .idle(new)
        case .opening: phase = .opening(new)
        case .attached(_, let mode): phase = .attached(new, mode)
        }
        return nil
    }

    mutating func attached(_ mode: ViewerMode) {
        if let principal { phase = .attached(principal, mode) }
    }

    /// The client looks at nothing any more: it left, the session ended, or none could be opened.
    mutating func detached() {
        if let principal { phase = .idle(principal) }
    }

    // MARK: -

    private mutating func open(_ message: ClientMessage, _ principal: Principal) -> Step {
        switch message {
        case .create(let request):
            guard let identity = principal.identity else {
                return .refuse(ErrorBody(.forbidden, "a link to a session is good for that session only"))
            }
            guard identity.role != .viewer else {
                return .refuse(ErrorBody(.forbidden, "a viewer may not create sessions"))
            }
            phase = .opening(principal)
            return .create(request)
        case .attach(let request):
            phase = .opening(principal)
            return .attach(request)
        case .ping(let timestamp):
            return .pong(timestamp: timestamp)
        case .ack(let offset):
            // On its way when the session ended. Nothing comes of it.
            return .acknowledge(offset: offset)
        case .authenticate, .input, .resize, .appearance, .repaint, .signal, .detach, .close:
            return .refuse(Self.notAttached)
        }
    }

    private func steer(_ message: ClientMessage, _ mode: ViewerMode) -> Step {
        switch message {
        case .ack(let offset): return .acknowledge(offset: offset)
        case .repaint: return .repaint
        case .ping(let timestamp): return .pong(timestamp: timestamp)
        case .detach: return .detach
        case .create, .attach, .authenticate:
            return .refuse(ErrorBody(.conflict, "this connection is attached to a session: detach first"))
        case .input, .resize, .appearance, .signal, .close:
            guard mode == .control else { return .refuse(Self.viewOnly) }
        }
        switch message {
        case .input(let data): return .type(data)
        case .resize(let size): return .resize(size)
        case .appearance(let appearance): return .dress(appearance)
        case .signal(let signal): return .signal(signal)
        default: return .endSession
        }
    }

    private static let tokenFirst = ErrorBody(
        .unauthorized, "the first message has to be authenticate, with a token")
    private static let notAttached = ErrorBody(.conflict, "this connection is not attached to a session")
    private static let viewOnly = ErrorBody(.forbidden, "this connection only looks on (mode view)")
}
