internal import Hummingbird
internal import Sessions
internal import TerminalProtocol

/// The only way from a caller to a session: every route and the relay find theirs here.
///
/// Strangers hear that there is no such session, so that nobody learns which ids exist. Those who may see it and not
/// do what they ask for hear just that.
struct SessionAccess: Sendable {
    var registry: SessionRegistry
    var observer: any ServerObserver
    let policy: Replaceable<AccessPolicy>

    init(registry: SessionRegistry, observer: any ServerObserver, policy: AccessPolicy = AccessPolicy()) {
        self.registry = registry
        self.observer = observer
        self.policy = Replaceable(policy)
    }

    /// The session that the path's `:id` names.
    ///
    /// - Throws: `SESSION_NOT_FOUND` (404) or `FORBIDDEN` (403).
    func session(
        _ context: some RequestContext, _ caller: Caller, to operation: SessionOperation
    ) throws(ErrorBody) -> Session {
        try session(
            context.parameters.get("id"), for: caller.principal, to: operation, requester: caller.requester)
    }

    /// - Parameter id: as the client wrote it; nil: not at all.
    /// - Throws: `SESSION_NOT_FOUND` or `FORBIDDEN`.
    func session(
        _ id: String?, for principal: Principal, to operation: SessionOperation, requester: Requester
    ) throws(ErrorBody) -> Session {
        guard let session = id.flatMap(SessionID.init).flatMap(registry.session) else {
            throw ErrorBody(SessionError.notFound)
        }
        guard let grant = SessionGrant(of: principal, to: session) else {
            observer.observe(.denied(.session, requester))
            throw ErrorBody(SessionError.notFound)
        }
        guard policy.current.allows(operation, to: grant) else {
            observer.observe(.denied(.control, requester))
            throw ErrorBody(.forbidden, Self.refusal(operation, grant), details: ["operation": operation.rawValue])
        }
        if grant == .admin { observer.observe(.admin(operation, session, requester)) }
        return session
    }

    /// Whether somebody who has found a session may do this with it, too.
    func allows(_ operation: SessionOperation, with session: Session, to principal: Principal) -> Bool {
        SessionGrant(of: principal, to: session).map { policy.current.allows(operation, to: $0) } ?? false
    }

    private static func refusal(_ operation: SessionOperation, _ grant: SessionGrant) -> String {
        let right =
            switch grant {
            case .owner: "The role viewer"
            case .admin: "Being an admin of the server"
            case .share: "This link"
            }
        let action =
            switch operation {
            case .view: "look at this session"
            case .control: "act in this session"
            case .manage: "change or share this session"
            case .end: "end this session"
            case .readFiles: "read the files of this session"
            case .writeFiles: "change the files of this session"
            }
        return "\(right) does not allow you to \(action)."
    }
}
