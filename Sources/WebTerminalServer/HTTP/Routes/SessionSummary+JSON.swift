internal import PseudoTerminal
internal import Sessions
internal import ShellIntegration
internal import StrictJSON

extension SessionSummary {
    /// The session object of the API. Times are in seconds since 1970.
    var json: JSONValue {
        [
            "id": .string(id.description),
            "name": name.map(JSONValue.string) ?? .null,
            "labels": .object(labels.mapValues(JSONValue.string)),
            "user_id": .string(userID),
            "status": .string(status.rawValue),
            "created_at": Self.time(createdAt),
            "last_activity_at": Self.time(lastActivityAt),
            "expires_at": expiresAt.map(Self.time) ?? .null,
            "cols": JSONValue(columns),
            "rows": JSONValue(rows),
            "viewers": JSONValue(viewers),
            "process_id": JSONValue(processID),
            "exit": exitJSON,
            "output": ["offset": JSONValue(outputOffset), "retained_from": JSONValue(outputRetainedFrom)],
            "recording": .bool(isRecorded),
            "memory_bytes": JSONValue(memoryBytes),
            "state": ["working_directory": workingDirectory.map(JSONValue.string) ?? .null, "command": commandJSON],
        ]
    }

    /// What runs, in short: a thousand of them are to fit into one answer.
    var commandJSON: JSONValue {
        guard let command else { return .null }
        let shown = String(String.UnicodeScalarView(command.command.unicodeScalars.prefix(Self.shownCommandCharacters)))
        return [
            "id": JSONValue(command.id), "command": .string(shown),
            "command_truncated": .bool(command.isTruncated || shown.utf8.count < command.command.utf8.count),
            "started_at": Self.time(command.startedAt),
        ]
    }

    /// Of a command in a session object, the most. The history has all of it.
    static let shownCommandCharacters = 256

    /// To the millisecond, which is more than the clocks agree on.
    static func time(_ seconds: Double) -> JSONValue { .number((seconds * 1000).rounded() / 1000) }

    private var exitJSON: JSONValue {
        guard let exit else { return .null }
        let endedAt = endedAt.map(Self.time) ?? .null
        let duration = durationMilliseconds.map { JSONValue($0) } ?? .null
        switch exit {
        case .exited(let code):
            return ["exit_code": JSONValue(code), "signal": nil, "ended_at": endedAt, "duration_ms": duration]
        case .signalled(let signal):
            let name = exit.signalName ?? "SIG\(signal)"
            return ["exit_code": nil, "signal": .string(name), "ended_at": endedAt, "duration_ms": duration]
        }
    }
}
