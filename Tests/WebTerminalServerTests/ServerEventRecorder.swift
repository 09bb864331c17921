import Authentication
import Sessions
import Synchronization
import WebTerminalServer

/// Remembers in a few words what the server did.
final class ServerEventRecorder: ServerObserver {
    private let list = Mutex<[String]>([])
    var all: [String] { list.withLock { $0 } }

    func observe(_ event: ServerEvent) {
        let words = Self.words(for: event)
        list.withLock { $0.append(words) }
    }

    private static func words(for event: ServerEvent) -> String {
        switch event {
        case .session(let event): words(for: event)
        case .authenticated(let identity, _): "authenticated \(identity.userID)"
        case .authenticationFailed(let failure, _): "authentication failed: \(failure.reason)"
        case .denied(let resource, let requester): "denied \(resource) to \(requester.userID ?? "-")"
        case .request(let request): "\(request.method) \(request.route ?? "-") \(request.status)"
        case .webSocketOpened(let requester): "opened by \(requester.userID ?? "-")"
        case .webSocketClosed(let code, _, let requester): "closed \(code) by \(requester.userID ?? "-")"
        case .signal(let name, _, _, let requester): "signal \(name) by \(requester.userID ?? "-")"
        case .acted(let action, let session, let requester): "\(session.userID) \(action) by \(requester.userID ?? "-")"
        case .admin(let operation, let session, let requester):
            "\(session.userID) \(operation.rawValue) by the admin \(requester.userID ?? "-")"
        case .share(let change, _, let creator, let requester):
            "share of \(creator) \(change.rawValue) by \(requester?.userID ?? "-")"
        case .limited(let kind, let isFirst, let requester):
            "limited \(kind.rawValue)\(isFirst ? "" : " again") for \(requester.address)"
        case .configuration(.applied(let changed, let pending)): "applied \(changed), pending \(pending)"
        case .configuration(.rejected(let why)): "rejected: \(why)"
        }
    }

    private static func words(for event: SessionEvent) -> String {
        switch event {
        case .created(let session, _, let requester): "\(session.userID) created by \(requester?.userID ?? "-")"
        case .refused(let user, let error, _): "\(user) refused: \(error)"
        case .attached(let session, let attachment, let hadOffset, _):
            "\(session.userID) attached \(attachment.mode) offset \(hadOffset) resumed \(attachment.resumed)"
        case .detached(let session, let cutOff, _): "\(session.userID) detached cut off \(cutOff)"
        case .repainted(let session, let cause): "\(session.userID) repainted \(cause.rawValue)"
        case .commandStarted(let session, let id): "\(session.userID) started \(id)"
        case .commandFinished(let session, let id, let exitCode, _):
            "\(session.userID) finished \(id) \(exitCode.map(String.init) ?? "unseen")"
        case .ended(let session, let reason, _, _, let requester):
            "\(session.userID) ended: \(reason.rawValue) by \(requester?.userID ?? "-")"
        case .workspaceLeft(let session): "\(session.userID) left files"
        }
    }
}
