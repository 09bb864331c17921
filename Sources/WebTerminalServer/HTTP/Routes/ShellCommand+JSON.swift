internal import Sessions
internal import ShellIntegration
internal import StrictJSON

extension ShellCommand {
    /// The command object of the API, as histories have it.
    var json: JSONValue {
        .object(members(output: ["from": JSONValue(outputFrom), "to": outputTo.map { JSONValue($0) } ?? .null]))
    }

    /// Times are in seconds since 1970.
    ///
    /// - Parameter output: where its output is, and as the case may be what. `to` is null as long as more may come.
    func members(output: JSONValue) -> [String: JSONValue] {
        [
            "id": JSONValue(id), "command": .string(command), "command_truncated": .bool(isTruncated),
            "working_directory": workingDirectory.map(JSONValue.string) ?? .null,
            "started_at": SessionSummary.time(startedAt),
            "finished_at": finishedAt.map(SessionSummary.time) ?? .null,
            "duration_ms": durationMilliseconds.map { JSONValue($0) } ?? .null,
            "exit_code": exitCode.map { JSONValue($0) } ?? .null,
            "output": output,
        ]
    }
}
