internal import AuditTrail
internal import LineOutput
internal import PrometheusExporter
internal import SessionRecording

/// Tells each scrape what became of the audit trail's events and of recordings: whoever relies on them has to hear when
/// something is missing.
struct RecordCollector: Sendable {
    private let auditEvents: CollectedFamily
    private let auditFailures: CollectedFamily
    private let recordingLostBytes: CollectedFamily
    private let audit: AuditTrail?
    private let recorder: SessionRecorder?

    /// - Parameters:
    ///   - audit: nil: there is no trail; its series stay at 0.
    ///   - recorder: nil: nothing is recorded.
    init(_ registry: MetricsRegistry, audit: AuditTrail?, recorder: SessionRecorder?) throws(InvalidMetric) {
        auditEvents = try registry.collected(MetricTable.auditEvents)
        auditFailures = try registry.collected(MetricTable.auditFailures)
        recordingLostBytes = try registry.collected(MetricTable.recordingLostBytes)
        self.audit = audit
        self.recorder = recorder
    }

    func collect(_ samples: inout CollectedSamples) {
        let statistics = audit?.statistics
        samples.add(auditEvents, "written", value: Double(statistics?.written ?? 0))
        samples.add(auditEvents, "lost", value: Double(statistics?.lost ?? 0))
        samples.add(auditFailures, value: Double(statistics?.failures ?? 0))
        samples.add(recordingLostBytes, value: Double(recorder?.statistics.lostBytes ?? 0))
    }
}
