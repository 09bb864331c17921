import Authentication
import Sessions
import TerminalProtocol
import Testing

@testable import WebTerminalServer

/// Who may do what with a session, line by line.
@Suite struct AccessPolicyTests {
    private static let all = Set(SessionOperation.allCases)

    /// What each grant allows, without and with `security.admin_control`.
    private static let table: [(SessionGrant, Set<SessionOperation>, Set<SessionOperation>)] = [
        (.owner(.user), all, all),
        (.owner(.admin), all, all),
        (.owner(.viewer), [.view, .readFiles], [.view, .readFiles]),
        (.admin, [.view, .end], all),
        (.share(.view), [.view], [.view]),
        (.share(.control), [.view, .control], [.view, .control]),
    ]

    @Test func everyOperationOfEveryGrant() {
        for (grant, usually, withAdminControl) in Self.table {
            for operation in SessionOperation.allCases {
                #expect(
                    AccessPolicy().allows(operation, to: grant) == usually.contains(operation),
                    "\(operation) by \(grant)")
                #expect(
                    AccessPolicy(adminControl: true).allows(operation, to: grant)
                        == withAdminControl.contains(operation),
                    "\(operation) by \(grant) with admin_control")
            }
        }
    }

    @Test func grantsComeFromWhoOneIs() {
        let session = SessionID.random()
        func grant(_ principal: Principal) -> SessionGrant? {
            SessionGrant(of: principal, to: session, ownedBy: "alice")
        }
        func user(_ name: String, _ role: Role) -> Principal {
            .user(Identity(userID: name, role: role, expiresAt: 4_102_444_800))
        }
        func link(_ session: SessionID, _ mode: ViewerMode) -> Principal {
            .share(SharePass(id: "s", sessionID: session, mode: mode, expiresAt: 4_102_444_800))
        }
        for role in [Role.user, .viewer, .admin] { #expect(grant(user("alice", role)) == .owner(role)) }
        #expect(grant(user("bob", .admin)) == .admin)
        #expect(grant(user("bob", .user)) == nil)
        #expect(grant(user("bob", .viewer)) == nil)
        #expect(grant(user("Alice", .user)) == nil)
        for mode in ViewerMode.allCases {
            #expect(grant(link(session, mode)) == .share(mode))
            #expect(grant(link(.random(), mode)) == nil)
        }
    }
}
