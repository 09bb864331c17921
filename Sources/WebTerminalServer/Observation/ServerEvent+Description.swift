internal import Authentication
internal import Logging
internal import PseudoTerminal
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol

/// An event as log and audit trail have it. docs/logging.md lists all of them.
struct DescribedEvent: Equatable {
    var name: String
    var fields: [String: JSONValue]
}

extension ServerEvent {
    /// From which level on it is logged.
    var level: Logger.Level {
        switch self {
        case .session(.refused(_, .spawn(let error), _)): error.reason == "chdir" ? .notice : .error
        case .session(.refused), .authenticationFailed, .denied: .notice
        case .session(.repainted), .share(.used, _, _, _), .limited(_, isFirst: false, _): .debug
        case .session(.commandStarted), .session(.commandFinished): .debug
        case .limited: .notice
        case .session(.workspaceLeft): .warning
        case .session, .share, .admin: .info
        case .authenticated, .request, .webSocketOpened, .webSocketClosed, .signal, .acted: .debug
        case .configuration(.applied(_, let pending)): pending.isEmpty ? .notice : .warning
        case .configuration(.rejected): .error
        }
    }

    /// Whether it goes into the audit trail: what somebody may have to account for.
    var isAudited: Bool {
        switch self {
        case .request, .webSocketOpened, .webSocketClosed, .session(.repainted), .limited(_, isFirst: false, _): false
        // Nobody knows who typed it, and what it was is not said.
        case .session(.commandStarted), .session(.commandFinished), .session(.workspaceLeft): false
        case .session, .authenticated, .authenticationFailed, .denied, .signal, .acted, .admin, .configuration, .share,
            .limited:
            true
        }
    }

    var described: DescribedEvent {
        switch self {
        case .session(let event): Self.describe(event)
        case .authenticated(let identity, let requester):
            DescribedEvent(
                "authenticated", by: requester,
                ["user_id": .string(identity.userID), "role": .string(identity.role.rawValue), "outcome": "success"])
        case .authenticationFailed(let failure, let requester):
            DescribedEvent(
                "authentication_failed", by: requester, ["reason": .string(failure.reason), "outcome": "failure"])
        case .denied(let resource, let requester):
            DescribedEvent(
                "access_denied", by: requester, ["resource": .string(resource.rawValue), "outcome": "failure"])
        case .request(let request): Self.describe(request)
        case .webSocketOpened(let requester): DescribedEvent("websocket_opened", by: requester)
        case .webSocketClosed(let code, let seconds, let requester):
            DescribedEvent(
                "websocket_closed", by: requester,
                ["close_code": JSONValue(code), "duration_ms": .milliseconds(seconds)])
        case .signal(let name, let process, let session, let requester):
            DescribedEvent(
                "signal_sent", by: requester,
                [
                    "signal": .string(name), "process_id": process.map { JSONValue($0) } ?? nil,
                    "session_id": .string(session.description),
                ])
        case .acted(let action, let session, let requester): Self.describe(action, session, requester)
        case .admin(let operation, let session, let requester):
            DescribedEvent("admin_access", of: session, by: requester, ["operation": .string(operation.rawValue)])
        case .share(let change, let pass, let creator, let requester):
            DescribedEvent(
                "share_\(change.rawValue)", by: requester,
                [
                    "share_id": .string(pass.id), "session_id": .string(pass.sessionID.description),
                    "mode": .string(pass.mode.rawValue), "created_by": .string(creator),
                ])
        case .limited(let kind, _, let requester):
            DescribedEvent("limit_reached", by: requester, ["limit": .string(kind.rawValue)])
        case .configuration(.applied(let changed, let pending)):
            DescribedEvent(
                "configuration_applied", by: nil,
                ["changed": .names(changed), "pending": .names(pending)])
        case .configuration(.rejected(let reason)):
            DescribedEvent("configuration_rejected", by: nil, ["reason": .string(reason)])
        }
    }

    private static func describe(_ request: AnsweredRequest) -> DescribedEvent {
        DescribedEvent(
            "request", by: request.requester,
            [
                "method": .string(request.method), "path": .string(request.path),
                "route": request.route.map(JSONValue.string) ?? nil, "status": JSONValue(request.status),
                "duration_ms": .milliseconds(request.durationSeconds),
            ])
    }

    private static func describe(
        _ action: SessionAction, _ session: Session, _ requester: Requester
    ) -> DescribedEvent {
        let (name, fields): (String, [String: JSONValue]) =
            switch action {
            case .input: ("input_sent", [:])
            case .command(let id):
                (
                    "command_requested",
                    ["command_id": id.map { JSONValue($0) } ?? nil, "outcome": id == nil ? "failure" : "success"]
                )
            case .edited(let fields): ("session_changed", ["changed": .names(fields)])
            case .uploaded(let path, let bytes, let isNew):
                ("file_uploaded", ["path": .string(path), "bytes": JSONValue(bytes), "replaced": .bool(!isNew)])
            case .downloaded(let path, let bytes):
                ("file_downloaded", ["path": .string(path), "bytes": JSONValue(bytes)])
            case .madeDirectory(let path): ("directory_made", ["path": .string(path)])
            case .moved(let path, let target): ("file_moved", ["path": .string(path), "target": .string(target)])
            case .deleted(let path, let isRecursive):
                ("file_deleted", ["path": .string(path), "recursive": .bool(isRecursive)])
            }
        return DescribedEvent(name, of: session, by: requester, fields)
    }

    private static func describe(_ event: SessionEvent) -> DescribedEvent {
        switch event {
        case .created(let session, let spawnSeconds, let requester):
            DescribedEvent(
                "session_created", of: session, by: requester,
                ["duration_ms": .milliseconds(spawnSeconds), "recording": .bool(session.isRecorded)])
        case .refused(let userID, let error, let requester): describe(error, userID, requester)
        case .attached(let session, let attachment, let hadOffset, let requester):
            DescribedEvent(
                "viewer_attached", of: session, by: requester,
                [
                    "mode": .string(attachment.mode.rawValue),
                    "resumed": hadOffset ? .bool(attachment.resumed) : nil,
                ])
        case .detached(let session, let cutOff, let requester):
            DescribedEvent("viewer_detached", of: session, by: requester, ["cut_off": .bool(cutOff)])
        case .repainted(let session, let cause):
            DescribedEvent("viewer_repainted", of: session, by: nil, ["cause": .string(cause.rawValue)])
        case .commandStarted(let session, let id):
            DescribedEvent("command_started", of: session, by: nil, ["command_id": JSONValue(id)])
        case .commandFinished(let session, let id, let exitCode, let durationSeconds):
            DescribedEvent(
                "command_finished", of: session, by: nil,
                [
                    "command_id": JSONValue(id), "exit_code": exitCode.map { JSONValue($0) } ?? nil,
                    "duration_ms": durationSeconds.map(JSONValue.milliseconds) ?? nil,
                ])
        case .ended(let session, let reason, let status, let lifetimeSeconds, let requester):
            DescribedEvent(
                "session_ended", of: session, by: requester,
                [
                    "reason": .string(reason.rawValue), "exit_code": status.code.map { JSONValue($0) } ?? nil,
                    "signal": status.signalName.map(JSONValue.string) ?? nil,
                    "duration_ms": .milliseconds(lifetimeSeconds),
                ])
        case .workspaceLeft(let session): DescribedEvent("workspace_left", of: session, by: nil, [:])
        }
    }

    /// A limit is an event of its own: somebody may be trying it, or it may be too low.
    private static func describe(
        _ error: SessionError, _ userID: String, _ requester: Requester?
    ) -> DescribedEvent {
        func limit(_ kind: LimitKind, _ limit: Int) -> DescribedEvent {
            DescribedEvent(
                "limit_reached", by: requester,
                ["user_id": .string(userID), "limit": .string(kind.rawValue), "value": JSONValue(limit)])
        }
        func refused(_ reason: String) -> DescribedEvent {
            DescribedEvent(
                "session_refused", by: requester,
                ["user_id": .string(userID), "reason": .string(reason), "outcome": "failure"])
        }
        switch error {
        case .userLimit(let value): return limit(.sessionsPerUser, value)
        case .totalLimit(let value): return limit(.sessionsTotal, value)
        case .viewerLimit(let value): return limit(.viewersPerSession, value)
        case .spawn(let failure): return refused("spawn_\(failure.reason)")
        case .workspace: return refused("workspace")
        case .notFound: return refused("not_found")
        case .invalid(let field, _): return refused("invalid_\(field)")
        case .shuttingDown: return refused("shutting_down")
        }
    }
}

extension DescribedEvent {
    /// - Parameter requester: whose address, request and user are among the fields.
    fileprivate init(_ name: String, by requester: Requester?, _ fields: [String: JSONValue] = [:]) {
        self.name = name
        self.fields = fields.filter { !$0.value.isNull }
        guard let requester else { return }
        self.fields["address"] = .string(requester.address)
        self.fields["request_id"] = .string(requester.requestID)
        if let userID = requester.userID { self.fields["user_id"] = .string(userID) }
        if let shareID = requester.shareID { self.fields["share_id"] = .string(shareID) }
    }

    /// `user_id` is who did it, or the owner where that is not known. Who came by a share is nobody in particular.
    fileprivate init(
        _ name: String, of session: Session, by requester: Requester?, _ fields: [String: JSONValue]
    ) {
        self.init(
            name, by: requester,
            fields.merging(["session_id": .string(session.id.description), "user_id": .string(session.userID)]) { $1 })
        if requester?.shareID != nil { self.fields["user_id"] = nil }
        if self.fields["user_id"] != .string(session.userID) { self.fields["owner_id"] = .string(session.userID) }
    }
}

extension JSONValue {
    /// Null when there are none.
    fileprivate static func names(_ names: [String]) -> JSONValue {
        names.isEmpty ? .null : .string(names.joined(separator: " "))
    }

    /// To the microsecond.
    fileprivate static func milliseconds(_ seconds: Double) -> JSONValue {
        .number((seconds * 1e6).rounded() / 1e3)
    }
}

extension ExitStatus {
    fileprivate var code: Int32? {
        if case .exited(let code) = self { code } else { nil }
    }
}
