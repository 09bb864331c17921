internal import Authentication
internal import Sessions
internal import Synchronization
internal import TerminalProtocol

/// Makes links to sessions, knows them again, and ends them: at their time, with their session, or when somebody who may
/// says so. They are in memory only, and so end with the server as well.
final class Sharing: Sendable {
    private let table = Mutex(ShareTable())
    private let registry: SessionRegistry
    private let clocks: Clocks
    private let observer: any ServerObserver
    /// Sends away whoever looks on with a share.
    private let disconnect: @Sendable (_ shareID: String, ShareEnd) -> Void

    /// What may be asked for, in seconds: a minute to a week.
    static let ttlSeconds = 60...604_800
    /// What a share has that nobody asked a time for, in seconds: a day.
    static let defaultTTLSeconds = 86_400

    init(
        registry: SessionRegistry, clocks: Clocks, observer: any ServerObserver,
        disconnect: @escaping @Sendable (String, ShareEnd) -> Void = { _, _ in }
    ) {
        self.registry = registry
        self.clocks = clocks
        self.observer = observer
        self.disconnect = disconnect
    }

    /// - Throws: `QUOTA_EXCEEDED` when the session has as many as it may.
    func create(
        _ mode: ViewerMode, of session: Session, ttlSeconds: Int, by creator: Identity, _ requester: Requester
    ) throws(ErrorBody) -> (share: Share, secret: ShareSecret) {
        let (now, wall) = (clocks.monotonic(), clocks.wall())
        let secret = ShareSecret.random()
        let share = Share(
            pass: SharePass(
                id: Share.newID(), sessionID: session.id, mode: mode, expiresAt: Int64(wall) + Int64(ttlSeconds)),
            createdAt: wall, creator: creator, deadline: now + Int64(ttlSeconds) * 1_000_000_000)
        let limit = registry.limits.maxSharesPerSession
        guard table.withLock({ $0.add(share, secret.digest, limit: limit, now: now) }) else {
            observer.observe(.limited(.sharesPerSession, isFirst: true, requester))
            throw ErrorBody(
                .quotaExceeded, "The session has \(limit) shares, which is the limit. Revoke one first.",
                details: ["limit": String(limit), "scope": "shares"])
        }
        tell(.created, share, requester)
        return (share, secret)
    }

    func shares(of session: Session) -> [Share] {
        let now = clocks.monotonic()
        return table.withLock { $0.all(of: session.id, now: now) }
    }

    /// Ends a share at once, with all that look on by it. False when the session has none of that name.
    func revoke(_ id: String, of session: Session, by requester: Requester) -> Bool {
        guard let share = table.withLock({ $0.remove(id, of: session.id) }) else { return false }
        tell(.revoked, share, requester)
        disconnect(id, .revoked)
        return true
    }

    /// What a secret lets its bearer do; nil: nothing, or nothing any more.
    func pass(for secret: ShareSecret, of requester: Requester) -> SharePass? {
        let now = clocks.monotonic()
        guard let share = table.withLock({ $0.find(secret.digest, now: now) }),
            registry.session(share.pass.sessionID) != nil
        else { return nil }
        var requester = requester
        requester.shareID = share.pass.id
        tell(.used, share, requester)
        return share.pass
    }

    /// Whether a share that was good a moment ago still is.
    func isGood(_ pass: SharePass) -> Bool {
        let now = clocks.monotonic()
        return table.withLock { $0.all(of: pass.sessionID, now: now).contains { $0.pass.id == pass.id } }
            && registry.session(pass.sessionID) != nil
    }

    /// Ends the shares of those who are not let in any more, or could not make them now.
    ///
    /// - Parameter isAllowed: whether somebody is still let in.
    func checkPermissions(_ access: SessionAccess, _ isAllowed: (Identity) -> Bool) {
        let over = table.withLock { table in
            table.removeAll { share in
                guard isAllowed(share.creator) else { return true }
                guard let session = registry.session(share.pass.sessionID) else { return false }
                return !access.allows(.manage, with: session, to: .user(share.creator))
            }
        }
        for share in over {
            tell(.revoked, share, nil)
            disconnect(share.pass.id, .revoked)
        }
    }

    /// Ends those whose time or whose session is over, about once a second, until cancelled.
    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            sweep()
        }
    }

    func sweep() {
        let now = clocks.monotonic()
        let over = table.withLock { table in
            table.count == 0
                ? [] : table.removeAll { $0.deadline <= now || registry.session($0.pass.sessionID) == nil }
        }
        for share in over {
            tell(.expired, share, nil)
            disconnect(share.pass.id, .expired)
        }
    }

    private func tell(_ change: ShareChange, _ share: Share, _ requester: Requester?) {
        observer.observe(.share(change, share.pass, createdBy: share.creator.userID, requester))
    }
}

/// Why a share is no more.
enum ShareEnd: Sendable {
    case revoked
    case expired

    var closeCode: CloseCode {
        switch self {
        case .revoked: .forbidden
        case .expired: .expired
        }
    }

    var error: ErrorBody {
        switch self {
        case .revoked: ErrorBody(.forbidden, "this link has been revoked")
        case .expired: ErrorBody(.unauthorized, "this link has expired")
        }
    }
}
