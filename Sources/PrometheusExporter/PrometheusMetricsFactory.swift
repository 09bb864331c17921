public import CoreMetrics

internal import Synchronization

/// Lets a registry be the backend of swift-metrics: what libraries count appears among the rest.
///
/// A label becomes a name that Prometheus allows, with the suffix that its kind asks for: `http.requests` of a counter
/// is `http_requests_total`, `http.latency` of a timer `http_latency_seconds`. A label that was declared in the registry
/// under its name is that family. What cannot be exported is counted, and otherwise goes nowhere.
public struct PrometheusMetricsFactory: MetricsFactory {
    private let registry: MetricsRegistry
    /// Two threads that meet a new label at once get one family.
    private let declaring = DeclaringLock()

    public init(registry: MetricsRegistry) {
        self.registry = registry
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? histogram(label, suffix: "", Self.amounts, dimensions) : gauge(label, dimensions)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, suffix: "_seconds", Self.seconds, dimensions)
    }

    public func destroyCounter(_ handler: any CounterHandler) { remove(handler as? CounterSeries) }
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        remove(handler as? CounterSeries)
    }
    public func destroyMeter(_ handler: any MeterHandler) { remove(handler as? GaugeSeries) }
    public func destroyRecorder(_ handler: any RecorderHandler) {
        remove(handler as? GaugeSeries)
        remove(handler as? HistogramSeries)
    }
    public func destroyTimer(_ handler: any TimerHandler) { remove(handler as? HistogramSeries) }

    // MARK: -

    /// Bounds for what nobody has declared.
    private static let seconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]
    private static let amounts = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000].map(Double.init)

    private final class DeclaringLock: Sendable {
        let lock = Mutex(())
    }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries {
        series(label, suffix: MetricDescriptor.counterSuffix, .counter, dimensions) {
            descriptor throws(InvalidMetric) in try registry.counter(descriptor)
        }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries {
        series(label, suffix: "", .gauge, dimensions) {
            descriptor throws(InvalidMetric) in try registry.gauge(descriptor)
        }
    }

    private func histogram(
        _ label: String, suffix: String, _ bounds: [Double], _ dimensions: [(String, String)]
    ) -> HistogramSeries {
        series(label, suffix: suffix, .histogram(upperBounds: bounds), dimensions) {
            descriptor throws(InvalidMetric) in try registry.histogram(descriptor)
        }
    }

    private func series<Series: WritableSeries>(
        _ label: String, suffix: String, _ kind: MetricDescriptor.Kind, _ dimensions: [(String, String)],
        declare: (MetricDescriptor) throws(InvalidMetric) -> MetricFamily<Series>
    ) -> Series {
        var name = MetricName.sanitized(label)
        if !name.hasSuffix(suffix) { name += suffix }
        let labels = dimensions.map { MetricName.sanitized($0.0) }
        let descriptor = MetricDescriptor(
            name, kind, labels: labels, "What the code calls \(label); nobody has described it.")
        let family = declaring.lock.withLock { _ -> MetricFamily<Series>? in
            if let known = registry.family(named: name) { return known as? MetricFamily<Series> }
            return try? declare(descriptor)
        }
        guard let family, Set(family.descriptor.labels) == Set(labels) else {
            registry.refuse(family == nil ? "none" : name)
            return Series(descriptor)
        }
        // The order of dimensions is up to the caller.
        let values = Dictionary(zip(labels, dimensions.map(\.1)), uniquingKeysWith: { first, _ in first })
        return family.series(family.descriptor.labels.map { values[$0] ?? "" })
    }

    private func remove<Series: WritableSeries>(_ series: Series?) {
        guard let series else { return }
        registry.remove(series)
    }
}
