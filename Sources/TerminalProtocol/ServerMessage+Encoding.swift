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
        case .connected(let version, let authenticationRequired):
            ("connected", ["version": .string(version), "authentication_required": .bool(authenticationRequired)])
        case .authenticated(let userID, let groups, let expiresAt):
            (
                "authenticated",
                [
                    "user_id": .string(userID), "groups": .array(groups.map(JSONValue.string)),
                    "expires_at": .integer(expiresAt),
                ]
            )
        case .attached(
            let sessionID, let offset, let liveOffset, let cols, let rows, let mode, let resumed, let recording):
            (
                "attached",
                [
                    "session_id": .string(sessionID), "offset": JSONValue(offset), "live_offset": JSONValue(liveOffset),
                    "cols": JSONValue(cols), "rows": JSONValue(rows), "mode": .string(mode.rawValue),
                    "resumed": .bool(resumed), "recording": .bool(recording),
                ]
            )
        case .snapshot(let offset, let bytes):
            ("snapshot", ["offset": JSONValue(offset), "bytes": JSONValue(bytes)])
        case .resized(let cols, let rows):
            ("resized", ["cols": JSONValue(cols), "rows": JSONValue(rows)])
        case .viewers(let count):
            ("viewers", ["count": JSONValue(count)])
        case .exited(let exitCode, let signal, let offset):
            ("exited", Self.exitMembers(exitCode: exitCode, signal: signal, offset: offset))
        case .warning(let warning):
            ("warning", ["code": .string(warning.code), "seconds": JSONValue(warning.seconds)])
        case .error(let error):
            ("error", error.members)
        case .pong(let timestamp):
            ("pong", ["timestamp": .number(timestamp)])
        }
    }

    /// Only the one of `exit_code` and `signal` that applies is there.
    private static func exitMembers(exitCode: Int?, signal: String?, offset: UInt64) -> [String: JSONValue] {
        var members = ["offset": JSONValue(offset)]
        members["exit_code"] = exitCode.map { JSONValue($0) }
        members["signal"] = signal.map { .string($0) }
        return members
    }
}

extension Warning {
    fileprivate var code: String {
        switch self {
        case .idleTimeout: "idle_timeout"
        case .maxDuration: "max_duration"
        case .tokenExpiring: "token_expiring"
        case .shutdown: "shutdown"
        }
    }

    fileprivate var seconds: Int {
        switch self {
        case .idleTimeout(let seconds), .maxDuration(let seconds), .tokenExpiring(let seconds), .shutdown(let seconds):
            seconds
        }
    }
}
