internal import Authentication
internal import TerminalProtocol

/// Who may do what with a session: the one table.
struct AccessPolicy: Sendable, Equatable {
    /// `security.admin_control`: admins may do everything with the sessions of others.
    var adminControl = false

    func allows(_ operation: SessionOperation, to grant: SessionGrant) -> Bool {
        switch (grant, operation) {
        case (.owner(.viewer), .view), (.owner(.viewer), .readFiles): true
        case (.owner(.viewer), _): false
        case (.owner(.user), _), (.owner(.admin), _): true

        // Whoever looks after a server has to see what goes on and to stop it, but not to act in another's name.
        case (.admin, .view), (.admin, .end): true
        case (.admin, _): adminControl

        // A link is for the terminal: the owner's files go further than what was shown in it.
        case (.share(.view), .view), (.share(.control), .view), (.share(.control), .control): true
        case (.share, _): false
        }
    }
}
