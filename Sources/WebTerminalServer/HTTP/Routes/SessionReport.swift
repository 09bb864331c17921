internal import Sessions
internal import ShellIntegration
internal import StrictJSON

/// What was done in a session: made from what is in memory now, kept nowhere.
struct SessionReport: Sendable {
    var session: SessionSummary
    /// Whether its shell tells what it runs; otherwise there are no commands to report.
    var integration: IntegrationStatus
    /// Oldest first.
    var commands: [ShellCommand]
    /// When it was made, in seconds since 1970.
    var madeAt: Double

    var failures: [ShellCommand] { commands.filter(CommandHistory.Status.failed.includes) }
    var running: [ShellCommand] { commands.filter(\.isRunning) }
    /// What the commands whose end was seen took together.
    var totalMilliseconds: Int { commands.reduce(0) { $0 + ($1.durationMilliseconds ?? 0) } }

    /// For programs.
    var json: JSONValue {
        [
            "session": session.json,
            "generated_at": SessionSummary.time(madeAt),
            "integration": .string(integration.rawValue),
            "commands": .array(commands.map(\.json)),
            "totals": [
                "commands": JSONValue(commands.count), "failed": JSONValue(failures.count),
                "running": JSONValue(running.count), "duration_ms": JSONValue(totalMilliseconds),
            ],
        ]
    }
}
