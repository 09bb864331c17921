internal import AuditTrail
internal import NIOCore
internal import PrometheusExporter
internal import SessionRecording
internal import Sessions

/// What measures while the server runs: probes on event loops, samples of memory, and what every scrape looks at.
final class Measuring: Sendable {
    let metrics: ServerMetrics
    private let sessions: SessionRegistry
    private let sampler: MemorySampler
    private let probes: [EventLoopProbe]

    /// - Parameter perSession: whether each session has series of its own.
    init(
        _ metrics: ServerMetrics, _ sessions: SessionRegistry, eventLoops: any EventLoopGroup, clocks: Clocks,
        perSession: Bool, audit: AuditTrail? = nil, recorder: SessionRecorder? = nil
    ) throws(InvalidMetric) {
        self.metrics = metrics
        self.sessions = sessions
        let sampler = MemorySampler(clocks: clocks)
        self.sampler = sampler
        let probes = eventLoops.makeIterator().map { EventLoopProbe($0, lag: metrics.eventLoopLag) }
        self.probes = probes
        let overdue = try metrics.registry.collected(MetricTable.eventLoopOverdue)
        metrics.registry.collect { samples in
            samples.add(overdue, value: probes.map { $0.overdue() }.max() ?? 0)
        }
        metrics.registry.collect(
            try SessionsCollector(sessions, metrics, sampler: sampler, perSession: perSession).collect)
        metrics.registry.collect(try RecordCollector(metrics.registry, audit: audit, recorder: recorder).collect)
    }

    /// Until cancelled.
    func run() async {
        for probe in probes { probe.start() }
        await sampler.run(sessions)
        for probe in probes { probe.stop() }
    }
}
