internal import Authentication
internal import Sessions
internal import TerminalProtocol

/// What somebody is to a session. Who is none of these is a stranger, to whom there is no such session.
enum SessionGrant: Sendable, Hashable {
    /// It is theirs; the role says how much they may do with what is theirs.
    case owner(Role)
    /// It is somebody else's, and they look after the server.
    case admin
    /// They hold a link to it.
    case share(ViewerMode)

    /// Nil for strangers.
    init?(of principal: Principal, to session: Session) {
        self.init(of: principal, to: session.id, ownedBy: session.userID)
    }

    init?(of principal: Principal, to session: SessionID, ownedBy owner: String) {
        switch principal {
        case .user(let identity) where identity.userID == owner: self = .owner(identity.role)
        case .user(let identity) where identity.role == .admin: self = .admin
        case .share(let pass) where pass.sessionID == session: self = .share(pass.mode)
        case .user, .share: return nil
        }
    }
}
