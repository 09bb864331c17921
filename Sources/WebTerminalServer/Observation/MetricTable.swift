internal import Authentication
internal import PrometheusExporter

/// The names, labels, bounds and explanations of all series that start with `web_terminal_`.
enum MetricTable {
    static let seriesRefused = prefix + "metrics_series_refused_total"

    // MARK: Sessions

    static let sessionsActive = gauge("sessions_active", "Sessions with a living shell.")
    static let sessionsLimit = gauge("sessions_limit", "The most sessions that there may be at once.")
    static let sessionsCreated = counter("sessions_created_total", "Sessions that were started.")
    static let sessionsClosed = counter(
        "sessions_closed_total", labels: ["reason"], "Sessions whose shell has ended, by the reason.")
    static let sessionDuration = histogram(
        "session_duration_seconds", [1, 10, 60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400],
        "How old sessions were when their shell ended.")
    static let sessionMemory = histogram(
        "session_memory_bytes",
        [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096].map { $0 * 1_048_576 },
        """
        Memory of each living session, in the server and of its processes. Not what was observed so far but what is \
        now, so it may shrink.
        """)
    static let sessionsMemory = gauge(
        "sessions_memory_bytes", "Memory of all living sessions, in the server and of their processes.")
    static let memoryLimit = gauge(
        "memory_limit_bytes", "Memory that the server and its sessions may use: of the control group, or the machine's."
    )
    static let viewersActive = gauge("viewers_active", "Viewers of all sessions.")
    static let terminalBytes = counter(
        "terminal_bytes_total", labels: ["direction"],
        "Bytes that viewers typed (in) and that terminals printed (out), each once.")
    static let terminalPaused = counter(
        "terminal_paused_seconds_total",
        "For how long terminals were not read, because those who look at them had no room for more.")
    static let snapshots = counter(
        "viewer_snapshots_total", labels: ["cause"],
        "How often a viewer was given the screen instead of all that was printed.")
    static let resumes = counter(
        "resumes_total", labels: ["result"],
        "Viewers that came back: with nothing lost (complete), or after what they had not seen was gone (gap).")
    static let commands = counter(
        "commands_total", labels: ["status"], "Commands that have ended, where shells tell: how.")
    static let commandDuration = histogram(
        "command_duration_seconds", [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600],
        "How long commands took.")
    static let spawnDuration = histogram(
        "spawn_duration_seconds", short, "How long it took to start a session's shell.")
    static let spawnFailures = counter(
        "spawn_failures_total", labels: ["reason"], "Shells that could not be started, by what failed.")
    static let echoLatency = histogram(
        "echo_latency_seconds",
        [0.0001, 0.00025, 0.0005] + [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
        "From a keystroke's arrival to the session's next output having been handed to its viewers.")

    // MARK: Connections

    static let webSocketConnections = gauge("websocket_connections", "Open WebSockets.")
    static let webSocketMessages = counter(
        "websocket_messages_total", labels: ["direction", "kind"], "Messages of all WebSockets.")
    static let requests = counter(
        "http_requests_total", labels: ["method", "route", "status"], maximumSeries: 1000,
        "Requests that were answered, by the template of their route.")
    static let requestDuration = histogram(
        "http_request_duration_seconds", short + [10], labels: ["route"],
        "From a request's head to the end of its answer.")
    static let authentications = counter(
        "auth_attempts_total", labels: ["result", "reason"], "Tokens that were found good, or why not.")
    static let denials = counter(
        "authorization_denied_total", labels: ["resource"], "What was refused to those who may not.")
    static let sharesActive = gauge("shares_active", "Shares that are good.")
    static let shareEvents = counter(
        "share_events_total", labels: ["event"], "What became of shares: created, used, revoked, expired.")
    static let limitViolations = counter(
        "rate_limit_violations_total", labels: ["kind"], "How often somebody met a limit, by which.")

    // MARK: Records

    static let auditEvents = counter(
        "audit_events_total", labels: ["result"], "Events of the audit trail, by what became of them.")
    static let auditFailures = counter(
        "audit_failures_total",
        "Attempts to write the audit trail that failed. What could not be written is tried again.")
    static let recordingLostBytes = counter(
        "recording_lost_bytes_total",
        "Output that is missing in recordings, because they could not be written fast enough.")

    // MARK: The server

    static let eventLoopLag = histogram(
        "event_loop_lag_seconds", [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        "How late event loops did what they were to do at a given moment.")
    static let eventLoopOverdue = gauge(
        "event_loop_overdue_seconds", "How late the latest event loop is now.")
    static let buildInfo = MetricDescriptor(
        prefix + "build_info", .info, labels: ["version"], "The server's version.")

    // MARK: One by one

    static let oneSessionsBytes = counter(
        "session_terminal_bytes_total", labels: ["session_id", "direction"], maximumSeries: 200_000,
        "Bytes that were typed into (in) and printed by (out) one session.")
    static let oneSessionsViewers = gauge(
        "session_viewers", labels: ["session_id"], maximumSeries: 100_000, "Viewers of one session.")
    static let oneSessionsMemory = gauge(
        "session_memory_usage_bytes", labels: ["session_id"], maximumSeries: 100_000,
        "Memory of one session, in the server and of its processes.")

    // MARK: Values of labels

    /// The reason when there is no place for the session's files.
    static let workspaceFailure = "workspace"
    /// Those of `SpawnError.reason`, and that one.
    static let spawnFailureReasons = [
        "exec", "chdir", "forkpty", "pipe", "terminal", "pidfd", "close_range", "child", "descriptor_limit", "threads",
        "invalid_command", workspaceFailure,
    ]
    static let authenticationFailureReasons =
        [AuthenticationFailure.missing, .late, .share].map(\.reason) + TokenError.allCases.map(\.reason)

    // MARK: -

    private static let prefix = "web_terminal_"
    /// Bounds for what should take milliseconds, in seconds.
    private static let short = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

    private static func counter(
        _ name: String, labels: [String] = [], maximumSeries: Int = 200, _ help: String
    ) -> MetricDescriptor {
        MetricDescriptor(prefix + name, .counter, labels: labels, maximumSeries: maximumSeries, help)
    }

    private static func gauge(
        _ name: String, labels: [String] = [], maximumSeries: Int = 200, _ help: String
    ) -> MetricDescriptor {
        MetricDescriptor(prefix + name, .gauge, labels: labels, maximumSeries: maximumSeries, help)
    }

    private static func histogram(
        _ name: String, _ bounds: [Double], labels: [String] = [], _ help: String
    ) -> MetricDescriptor {
        MetricDescriptor(prefix + name, .histogram(upperBounds: bounds), labels: labels, help)
    }
}
