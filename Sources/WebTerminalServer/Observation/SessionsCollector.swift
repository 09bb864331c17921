internal import PrometheusExporter
internal import Sessions
internal import Synchronization

/// Looks at all sessions for every scrape: what there is now, rather than what has happened.
struct SessionsCollector: Sendable {
    private let active: CollectedFamily
    private let limit: CollectedFamily
    private let memory: CollectedFamily
    private let totalMemory: CollectedFamily
    private let memoryLimit: CollectedFamily
    private let viewers: CollectedFamily
    private let bytes: CollectedFamily
    private let paused: CollectedFamily
    /// Nil: series for single sessions are not wanted.
    private let single: Single?
    private let meters: SessionMeters
    private let sessions: SessionRegistry
    private let sampler: MemorySampler

    private struct Single {
        var bytes: CollectedFamily
        var viewers: CollectedFamily
        var memory: CollectedFamily
    }

    init(
        _ sessions: SessionRegistry, _ metrics: ServerMetrics, sampler: MemorySampler, perSession: Bool
    ) throws(InvalidMetric) {
        let registry = metrics.registry
        active = try registry.collected(MetricTable.sessionsActive)
        limit = try registry.collected(MetricTable.sessionsLimit)
        memory = try registry.collected(MetricTable.sessionMemory)
        totalMemory = try registry.collected(MetricTable.sessionsMemory)
        memoryLimit = try registry.collected(MetricTable.memoryLimit)
        viewers = try registry.collected(MetricTable.viewersActive)
        bytes = try registry.collected(MetricTable.terminalBytes)
        paused = try registry.collected(MetricTable.terminalPaused)
        single =
            perSession
            ? Single(
                bytes: try registry.collected(MetricTable.oneSessionsBytes),
                viewers: try registry.collected(MetricTable.oneSessionsViewers),
                memory: try registry.collected(MetricTable.oneSessionsMemory)) : nil
        meters = metrics.sessionMeters
        self.sessions = sessions
        self.sampler = sampler
    }

    func collect(_ samples: inout CollectedSamples) {
        var running = 0
        var looking = 0
        var total = 0
        guard case .histogram(let bounds) = memory.descriptor.kind else { return }
        var sizes = HistogramSnapshot(upperBounds: bounds)
        for session in sessions.allSessions().map({ $0.measure() }) {
            looking += session.viewers
            guard session.isRunning else { continue }
            running += 1
            let size = session.memoryBytes + sampler.bytes(of: session.processID)
            total += size
            sizes.record(Double(size))
            if let single { add(session, size, single, &samples) }
        }
        samples.add(active, value: Double(running))
        samples.add(limit, value: Double(sessions.limits.maxSessionsTotal))
        samples.add(memory, histogram: sizes)
        samples.add(totalMemory, value: Double(total))
        samples.add(viewers, value: Double(looking))
        samples.add(bytes, "in", value: Double(meters.typedBytes.load(ordering: .relaxed)))
        samples.add(bytes, "out", value: Double(meters.printedBytes.load(ordering: .relaxed)))
        // All sessions have been measured just now.
        samples.add(paused, value: Double(meters.pausedNanoseconds.load(ordering: .relaxed)) / 1e9)
        if let limit = MemoryLimit.current() { samples.add(memoryLimit, value: Double(limit)) }
    }

    private func add(
        _ session: SessionMeasurement, _ size: Int, _ families: Single, _ samples: inout CollectedSamples
    ) {
        let id = session.id.description
        samples.add(families.bytes, id, "in", value: Double(session.typedBytes))
        samples.add(families.bytes, id, "out", value: Double(session.printedBytes))
        samples.add(families.viewers, id, value: Double(session.viewers))
        samples.add(families.memory, id, value: Double(size))
    }
}
