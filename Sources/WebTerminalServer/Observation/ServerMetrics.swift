internal import CoreMetrics
internal import PrometheusExporter
internal import Sessions

/// Everything that is counted, and the registry that it is read from. `docs/metrics.md` says what each series means.
///
/// Series whose labels have a fixed set of values are made at once, so that they are there with 0 before something
/// happens: the first failure is a rise from 0 then, and not the appearance of a 1.
final class ServerMetrics: Sendable {
    let registry: MetricsRegistry

    // Messages of WebSockets, counted by the relay of each.
    let textMessagesIn: CounterSeries
    let binaryMessagesIn: CounterSeries
    let textMessagesOut: CounterSeries
    let binaryMessagesOut: CounterSeries

    // Events, counted by `MetricsObserver`.
    let sessionsCreated: CounterSeries
    let sessionsClosed: MetricFamily<CounterSeries>
    let sessionDuration: HistogramSeries
    let commands: MetricFamily<CounterSeries>
    let commandDuration: HistogramSeries
    let spawnDuration: HistogramSeries
    let spawnFailures: MetricFamily<CounterSeries>
    let snapshots: MetricFamily<CounterSeries>
    let resumesComplete: CounterSeries
    let resumesWithGap: CounterSeries
    let limitViolations: MetricFamily<CounterSeries>
    let authentications: MetricFamily<CounterSeries>
    let denials: MetricFamily<CounterSeries>
    let shareEvents: MetricFamily<CounterSeries>
    let sharesActive: GaugeSeries
    let webSockets: GaugeSeries
    let requests: MetricFamily<CounterSeries>
    let requestDuration: MetricFamily<HistogramSeries>

    // Probes.
    let eventLoopLag: HistogramSeries
    /// What sessions add to without knowing of metrics.
    let sessionMeters: SessionMeters

    /// - Parameter version: of the server.
    init(version: String) throws(InvalidMetric) {
        let registry = try MetricsRegistry(refusedName: MetricTable.seriesRefused)
        self.registry = registry
        let messages = try registry.counter(MetricTable.webSocketMessages)
        textMessagesIn = messages["in", "text"]
        binaryMessagesIn = messages["in", "binary"]
        textMessagesOut = messages["out", "text"]
        binaryMessagesOut = messages["out", "binary"]

        sessionsCreated = try registry.counter(MetricTable.sessionsCreated)[]
        sessionsClosed = try registry.counter(MetricTable.sessionsClosed)
        sessionDuration = try registry.histogram(MetricTable.sessionDuration)[]
        commands = try registry.counter(MetricTable.commands)
        commandDuration = try registry.histogram(MetricTable.commandDuration)[]
        spawnDuration = try registry.histogram(MetricTable.spawnDuration)[]
        spawnFailures = try registry.counter(MetricTable.spawnFailures)
        snapshots = try registry.counter(MetricTable.snapshots)
        let resumes = try registry.counter(MetricTable.resumes)
        resumesComplete = resumes["complete"]
        resumesWithGap = resumes["gap"]
        limitViolations = try registry.counter(MetricTable.limitViolations)
        authentications = try registry.counter(MetricTable.authentications)
        denials = try registry.counter(MetricTable.denials)
        shareEvents = try registry.counter(MetricTable.shareEvents)
        sharesActive = try registry.gauge(MetricTable.sharesActive)[]
        webSockets = try registry.gauge(MetricTable.webSocketConnections)[]
        requests = try registry.counter(MetricTable.requests)
        requestDuration = try registry.histogram(MetricTable.requestDuration)

        eventLoopLag = try registry.histogram(MetricTable.eventLoopLag)[]
        let echo = try registry.histogram(MetricTable.echoLatency)[]
        sessionMeters = SessionMeters { echo.recordNanoseconds($0) }

        try registry.gauge(MetricTable.buildInfo)[version].set(1.0)
        registry.collect(try ProcessCollector(registry: registry).collect)

        for reason in EndReason.allCases { _ = sessionsClosed[reason.rawValue] }
        for cause in RepaintCause.allCases { _ = snapshots[cause.rawValue] }
        for status in MetricsObserver.CommandStatus.allCases { _ = commands[status.rawValue] }
        for reason in MetricTable.spawnFailureReasons { _ = spawnFailures[reason] }
        for kind in LimitKind.allCases { _ = limitViolations[kind.rawValue] }
        _ = authentications["success", "none"]
        for reason in MetricTable.authenticationFailureReasons { _ = authentications["failure", reason] }
        for change in ShareChange.allCases { _ = shareEvents[change.rawValue] }
        for resource in DeniedResource.allCases { _ = denials[resource.rawValue] }
    }
}
