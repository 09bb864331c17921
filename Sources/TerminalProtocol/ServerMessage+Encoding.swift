internal import StrictJSON

extension ServerMessage {
    /// The message as the text of a WebSocket message, in UTF-8.
    public func encoded() -> [UInt8] {
        var (type, members) = fields
        members["type"] = .string(type)
        return JSONValue.object(members).encoded()
    }

    /// The message's name and its fields on the wire.
    private var fields: (type: String, members: [String: JSONValue]) {
        switch self {
        case .connected(let version, let authenticationRequired, let tokenURL):
            (
                "connected",
                ["version": .string(version), "authentication_required": .bool(authenticationRequired)]
                    .merging(tokenURL.map { ["token_url": .string($0)] } ?? [:]) { $1 }
            )
        case .authenticated(let userID, let groups, let expiresAt):
            (
                "authenticated",
                [
                    "user_id": .string(userID), "groups": .array(groups.map(JSONValue.string)),
                    "expires_at": .integer(expiresAt),
                ]
            )
        case .authenticatedByShare(let shareID, let sessionID, let mode, let expiresAt):
            (
                "authenticated",
                [
                    "share_id": .string(shareID), "session_id": .string(sessionID), "mode": .string(mode.rawValue),
                    "expires_at": .integer(expiresAt),
                ]
            )
        case .attached(
            let sessionID, let offset, let liveOffset, let cols, let rows, let mode, let resumed, let recording,
            let viewerID):
            (
                "attached",
                [
                    "session_id": .string(sessionID), "offset": JSONValue(offset), "live_offset": JSONValue(liveOffset),
                    "cols": JSONValue(cols), "rows": JSONValue(rows), "mode": .string(mode.rawValue),
                    "resumed": .bool(resumed), "recording": .bool(recording), "viewer_id": JSONValue(viewerID),
                ]
            )
        case .snapshot(let offset, let bytes, let cols, let rows, let cause):
            (
                "snapshot",
                [
                    "offset": JSONValue(offset), "bytes": JSONValue(bytes), "cols": JSONValue(cols),
                    "rows": JSONValue(rows), "cause": .string(cause),
                ]
            )
        case .resized(let cols, let rows):
            ("resized", ["cols": JSONValue(cols), "rows": JSONValue(rows)])
        case .viewers(let count):
            ("viewers", ["count": JSONValue(count)])
        case .title(let title):
            ("title", ["title": .string(title)])
        case .bell:
            ("bell", [:])
        case .commandStarted(let id, let command, let workingDirectory, let startedAt):
            (
                "command_started",
                [
                    "id": JSONValue(id), "command": .string(command),
                    "working_directory": workingDirectory.map(JSONValue.string) ?? .null,
                    "started_at": .number((startedAt * 1000).rounded() / 1000),
                ]
            )
        case .commandFinished(let id, let exitCode, let durationMilliseconds):
            (
                "command_finished",
                [
                    "id": JSONValue(id), "exit_code": exitCode.map { JSONValue($0) } ?? .null,
                    "duration_ms": durationMilliseconds.map { JSONValue($0) } ?? .null,
                ]
            )
        case .cwdChanged(let path):
            ("cwd_changed", ["working_directory": .string(path)])
        case .downloadOffered(let path, let name, let bytes):
            ("download_offered", ["path": .string(path), "name": .string(name), "bytes": JSONValue(bytes)])
        case .exited(let exitCode, let signal, let offset, let milliseconds):
            ("exited", Self.exitMembers(exitCode, signal, offset, milliseconds))
        case .warning(let warning):
            ("warning", warning.members)
        case .error(let error):
            ("error", error.members)
        case .pong(let timestamp):
            ("pong", ["timestamp": .number(timestamp)])
        }
    }

    /// Only the one of `exit_code` and `signal` that applies is there.
    private static func exitMembers(
        _ exitCode: Int?, _ signal: String?, _ offset: UInt64, _ milliseconds: Int
    ) -> [String: JSONValue] {
        var members = ["offset": JSONValue(offset), "duration_ms": JSONValue(milliseconds)]
        members["exit_code"] = exitCode.map { JSONValue($0) }
        members["signal"] = signal.map { .string($0) }
        return members
    }
}

extension Warning {
    fileprivate var members: [String: JSONValue] {
        switch self {
        case .idleTimeout(let seconds): ["code": "idle_timeout", "seconds": JSONValue(seconds)]
        case .maxDuration(let seconds): ["code": "max_duration", "seconds": JSONValue(seconds)]
        case .tokenExpiring(let seconds): ["code": "token_expiring", "seconds": JSONValue(seconds)]
        case .shutdown(let seconds): ["code": "shutdown", "seconds": JSONValue(seconds)]
        case .quota(let used, let quota):
            ["code": "quota", "used_bytes": JSONValue(used), "quota_bytes": JSONValue(quota)]
        }
    }
}
