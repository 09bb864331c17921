import PrometheusExporter
import TestKit
import Testing

struct RegistryTests {
    private static let refused: [MetricDescriptor] = [
        MetricDescriptor("", .gauge, "No name."),
        MetricDescriptor("1x", .gauge, "A digit in front."),
        MetricDescriptor("a-b", .gauge, "A hyphen."),
        MetricDescriptor("a:b", .gauge, "A colon is for rules."),
        MetricDescriptor("__x", .gauge, "For Prometheus itself."),
        MetricDescriptor("é", .gauge, "No ASCII."),
        MetricDescriptor("requests", .counter, "A counter without _total."),
        MetricDescriptor("_total", .counter, "Nothing but the suffix."),
        MetricDescriptor("x_total", .gauge, "A gauge that looks like a counter."),
        MetricDescriptor("x_sum", .gauge, "Part of a histogram."),
        MetricDescriptor("x", .info, "An info without _info."),
        MetricDescriptor("x", .gauge, labels: ["a", "a"], "A label twice."),
        MetricDescriptor("x", .gauge, labels: ["a-b"], "A label with a hyphen."),
        MetricDescriptor("x", .gauge, labels: ["__a"], "A label for Prometheus itself."),
        MetricDescriptor("x", .histogram(upperBounds: [1]), labels: ["le"], "The label of buckets."),
        MetricDescriptor("x", .histogram(upperBounds: []), "No bounds."),
        MetricDescriptor("x", .histogram(upperBounds: [2, 1]), "Not in order."),
        MetricDescriptor("x", .histogram(upperBounds: [1, 1]), "Twice."),
        MetricDescriptor("x", .histogram(upperBounds: [1, .infinity]), "Infinity comes by itself."),
        MetricDescriptor("x", .gauge, maximumSeries: 0, "No room."),
    ]

    @Test(arguments: refused) func cannotBeDeclared(_ descriptor: MetricDescriptor) throws {
        let registry = try MetricsRegistry()
        #expect(throws: InvalidMetric.self) { _ = try registry.collected(descriptor) }
    }

    /// In either format, two families would be taken for one.
    @Test(arguments: [
        ("x_total", "x_total"), ("x_total", "x"), ("y_seconds", "y_seconds"),
    ]) func sharedNames(_ counter: String, _ other: String) throws {
        let registry = try MetricsRegistry()
        _ = try registry.collected(
            MetricDescriptor(counter, counter.hasSuffix("_total") ? .counter : .gauge, "First."))
        #expect(throws: InvalidMetric.self) {
            _ = try registry.collected(
                MetricDescriptor(other, other.hasSuffix("_total") ? .counter : .gauge, "Second."))
        }
    }

    @Test func aFamilyIsBounded() throws {
        let registry = try MetricsRegistry(refusedName: "refused_total")
        let family = try registry.counter(
            MetricDescriptor("x_total", .counter, labels: ["path"], maximumSeries: 10, "X."))
        for path in 0..<10_000 { family["\(path)"].increment() }
        family["3"].increment()
        // The wrong number of labels has no series either.
        family["a", "b"].increment()
        let parsed = try ExpositionParser(
            String(decoding: registry.text(.openMetrics), as: UTF8.self), openMetrics: true)
        #expect(parsed.samples("x_total").count == 10)
        #expect(parsed.samples("x_total").contains(.init("x_total", ["path": "3"], "2")))
        #expect(parsed.samples("refused_total") == [.init("refused_total", ["family": "x_total"], "9991")])
    }

    @Test func collectorsAreBoundedToo() throws {
        let registry = try MetricsRegistry(refusedName: "refused_total")
        let family = try registry.collected(
            MetricDescriptor("x", .gauge, labels: ["id"], maximumSeries: 3, "X."))
        registry.collect { samples in
            for id in 0..<5 { samples.add(family, "\(id)", value: Double(id)) }
        }
        let parsed = try ExpositionParser(
            String(decoding: registry.text(.prometheusText), as: UTF8.self), openMetrics: false)
        #expect(parsed.samples("x").map(\.value) == ["0", "1", "2"])
        let again = try ExpositionParser(
            String(decoding: registry.text(.prometheusText), as: UTF8.self), openMetrics: false)
        #expect(again.samples("x").count == 3)
        #expect(again.samples("refused_total").first?.number == 4)
    }

    /// Two collectors may bring samples of one family, and one collector of several: each stands under its header.
    @Test(arguments: ExpositionFormat.allCases)
    func collectorsBringAllKinds(_ format: ExpositionFormat) throws {
        let registry = try MetricsRegistry()
        let gauge = try registry.collected(MetricDescriptor("a", .gauge, labels: ["by"], "A."))
        let counter = try registry.collected(MetricDescriptor("b_total", .counter, "B."))
        let sizes = try registry.collected(MetricDescriptor("c_bytes", .histogram(upperBounds: [10, 100]), "C."))
        registry.collect { samples in
            samples.add(gauge, "first", value: 1)
            samples.add(counter, value: 7)
            var histogram = HistogramSnapshot(upperBounds: [10, 100])
            for size in [5.0, 10, 11, 1000, .nan] { histogram.record(size) }
            samples.add(sizes, histogram: histogram)
        }
        registry.collect { samples in samples.add(gauge, "second", value: .infinity) }
        let parsed = try ExpositionParser(
            String(decoding: registry.text(format), as: UTF8.self), openMetrics: format == .openMetrics)
        #expect(parsed.samples("a").map(\.value) == ["1", "+Inf"])
        #expect(parsed.samples("b_total").map(\.value) == ["7"])
        #expect(parsed.samples("c_bytes_bucket").map(\.value) == ["2", "3", "4"])
        #expect(parsed.samples("c_bytes_sum").map(\.value) == ["1026"])
        #expect(parsed.samples("c_bytes_count").map(\.value) == ["4"])
    }

    @Test func whatIsNoNumberCounts() throws {
        let registry = try MetricsRegistry()
        let counter = try registry.counter(MetricDescriptor("x_total", .counter, "X."))[]
        for amount in [-1, .nan, .infinity, -.infinity, 0.25] as [Double] { counter.increment(by: amount) }
        counter.increment(by: -5 as Int64)
        #expect(counter.value == 0.25)
        let histogram = try registry.histogram(
            MetricDescriptor("y", .histogram(upperBounds: [1]), "Y."))[]
        for value in [-3, .nan, .infinity, -.infinity, 2] as [Double] { histogram.record(value) }
        #expect(histogram.snapshot.counts == [1, 1])
        #expect(histogram.snapshot.sum == 2)
    }

    @Test func process() throws {
        let registry = try MetricsRegistry()
        let collector = try ProcessCollector(registry: registry)
        registry.collect(collector.collect)
        func parsed() throws -> ExpositionParser {
            try ExpositionParser(String(decoding: registry.text(.openMetrics), as: UTF8.self), openMetrics: true)
        }
        func value(_ name: String) throws -> Double {
            try #require(try parsed().samples("process_" + name).first?.number)
        }
        #expect(try value("resident_memory_bytes") > 1_000_000)
        #expect(try value("virtual_memory_bytes") >= value("resident_memory_bytes"))
        #expect(try value("threads") >= 1)
        #expect(try value("open_fds") >= 3)
        #expect(try value("max_fds") >= value("open_fds"))
        #expect(try value("start_time_seconds") > 1_700_000_000)
        let before = try value("cpu_seconds_total")
        var random = SeededRandom(seed: 1)
        // Work until the clock of the kernel, which ticks a hundred times a second, has seen it.
        while try value("cpu_seconds_total") < before + 0.02 { for _ in 0..<100_000 { _ = random.next() } }
    }
}
