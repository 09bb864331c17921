import CoreMetrics
import PrometheusExporter
import TestKit
import Testing

/// What libraries count through swift-metrics.
struct FactoryTests {
    private func parsed(_ registry: MetricsRegistry) throws -> ExpositionParser {
        try ExpositionParser(String(decoding: registry.text(.openMetrics), as: UTF8.self), openMetrics: true)
    }

    @Test func everyKind() throws {
        let registry = try MetricsRegistry()
        let factory = PrometheusMetricsFactory(registry: registry)
        Counter(label: "http.requests", dimensions: [("method", "GET")], factory: factory).increment(by: 3)
        // The same again is the same series.
        Counter(label: "http.requests", dimensions: [("method", "GET")], factory: factory).increment()
        FloatingPointCounter(label: "http.megabytes", factory: factory).increment(by: 1.5)
        Meter(label: "queue-length", factory: factory).set(7)
        Gauge(label: "temperature", factory: factory).record(20.5)
        Recorder(label: "sizes", factory: factory).record(50)
        Timer(label: "http.latency", factory: factory).recordMilliseconds(20)
        let parsed = try parsed(registry)
        #expect(parsed.samples("http_requests_total") == [.init("http_requests_total", ["method": "GET"], "4")])
        #expect(parsed.samples("http_megabytes_total").map(\.value) == ["1.5"])
        #expect(parsed.samples("queue_length").map(\.value) == ["7"])
        #expect(parsed.samples("temperature").map(\.value) == ["20.5"])
        #expect(parsed.samples("sizes_sum").map(\.value) == ["50"])
        #expect(parsed.samples("http_latency_seconds_sum").map(\.value) == ["0.02"])
        #expect(parsed.family("http_latency_seconds")?.unit == "seconds")
    }

    @Test func declaredFamilies() throws {
        let registry = try MetricsRegistry(refusedName: "refused_total")
        let factory = PrometheusMetricsFactory(registry: registry)
        let declared = try registry.counter(
            MetricDescriptor("jobs_total", .counter, labels: ["queue", "result"], "Jobs."))
        let dimensions = [("result", "ok"), ("queue", "mail")]
        Counter(label: "jobs", dimensions: dimensions, factory: factory).increment()
        #expect(declared["mail", "ok"].value == 1)
        // With other labels it is not that family.
        Counter(label: "jobs", dimensions: [("queue", "mail")], factory: factory).increment()
        // Another kind cannot have the name.
        Meter(label: "jobs_total", factory: factory).set(5)
        let parsed = try parsed(registry)
        #expect(parsed.samples("jobs_total").count == 1)
        #expect(parsed.samples("refused_total").compactMap(\.number).reduce(0, +) == 2)
    }

    @Test func destroyedSeriesGo() throws {
        let registry = try MetricsRegistry()
        let factory = PrometheusMetricsFactory(registry: registry)
        let meter = Meter(label: "users", dimensions: [("room", "1")], factory: factory)
        Meter(label: "users", dimensions: [("room", "2")], factory: factory).set(2)
        meter.set(1)
        meter.destroy()
        #expect(try parsed(registry).samples("users") == [.init("users", ["room": "2"], "2")])
    }

    /// Names that no registry would take are bent, not refused; and there is an end to them.
    @Test func anyLabel() throws {
        let registry = try MetricsRegistry(refusedName: "refused_total")
        let factory = PrometheusMetricsFactory(registry: registry)
        for label in ["", "1st", "größe", "a b\nc", "__x", String(repeating: "x", count: 10_000)] {
            Counter(label: label, dimensions: [("1 label", label)], factory: factory).increment()
        }
        for number in 0..<2000 { Counter(label: "n\(number)", factory: factory).increment() }
        let parsed = try parsed(registry)
        #expect(parsed.families.count <= 512)
        #expect(parsed.samples("refused_total").compactMap(\.number).reduce(0, +) > 1000)
        #expect(parsed.samples("_1st_total").map(\.labels) == [["_1_label": "1st"]])
    }

    @Test func racingForANewLabel() async throws {
        let registry = try MetricsRegistry()
        let factory = PrometheusMetricsFactory(registry: registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask { Counter(label: "x", dimensions: [("a", "b")], factory: factory).increment() }
            }
        }
        #expect(try parsed(registry).samples("x_total").map(\.value) == ["50"])
    }
}
