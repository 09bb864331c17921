import PrometheusExporter
import TestKit
import Testing

/// What is written, to the letter.
struct ExpositionTests {
    /// One family of each kind, and all that has to be escaped.
    private func registry() throws -> MetricsRegistry {
        let registry = try MetricsRegistry(refusedName: "refused_total")
        let requests = try registry.counter(
            MetricDescriptor("requests_total", .counter, labels: ["method", "path"], "Requests.\nSecond \\ \"line\"."))
        requests["GET", #"C:\dir "x""# + "\n"].increment(by: 3 as Int64)
        requests["GET", "é"].increment(by: 0.5)
        try registry.gauge(MetricDescriptor("memory_bytes", .gauge, "Memory."))[].set(1.5e15)
        try registry.gauge(MetricDescriptor("build_info", .info, labels: ["version"], "Build."))["1.0"].set(1.0)
        let latency = try registry.histogram(
            MetricDescriptor(
                "latency_seconds", .histogram(upperBounds: [0.00005, 1, 2.5]), labels: ["route"], "Latency."))
        for value in [0.00005, 0.5, 1, 2, 100] { latency["/"].record(value) }
        return registry
    }

    @Test func textFormat() throws {
        let text = String(decoding: try registry().text(.prometheusText), as: UTF8.self)
        #expect(
            text == #"""
                # HELP build_info Build.
                # TYPE build_info gauge
                build_info{version="1.0"} 1
                # HELP latency_seconds Latency.
                # TYPE latency_seconds histogram
                latency_seconds_bucket{route="/",le="5e-05"} 1
                latency_seconds_bucket{route="/",le="1.0"} 3
                latency_seconds_bucket{route="/",le="2.5"} 4
                latency_seconds_bucket{route="/",le="+Inf"} 5
                latency_seconds_sum{route="/"} 103.50005
                latency_seconds_count{route="/"} 5
                # HELP memory_bytes Memory.
                # TYPE memory_bytes gauge
                memory_bytes 1500000000000000
                # HELP refused_total Series that were not kept because their family had too many already.
                # TYPE refused_total counter
                # HELP requests_total Requests.\nSecond \\ "line".
                # TYPE requests_total counter
                requests_total{method="GET",path="C:\\dir \"x\"\n"} 3
                requests_total{method="GET",path="é"} 0.5

                """#)
    }

    @Test func openMetrics() throws {
        let text = String(decoding: try registry().text(.openMetrics), as: UTF8.self)
        #expect(
            text == #"""
                # HELP build Build.
                # TYPE build info
                build_info{version="1.0"} 1
                # HELP latency_seconds Latency.
                # TYPE latency_seconds histogram
                # UNIT latency_seconds seconds
                latency_seconds_bucket{route="/",le="5e-05"} 1
                latency_seconds_bucket{route="/",le="1.0"} 3
                latency_seconds_bucket{route="/",le="2.5"} 4
                latency_seconds_bucket{route="/",le="+Inf"} 5
                latency_seconds_sum{route="/"} 103.50005
                latency_seconds_count{route="/"} 5
                # HELP memory_bytes Memory.
                # TYPE memory_bytes gauge
                # UNIT memory_bytes bytes
                memory_bytes 1500000000000000
                # HELP refused Series that were not kept because their family had too many already.
                # TYPE refused counter
                # HELP requests Requests.\nSecond \\ \"line\".
                # TYPE requests counter
                requests_total{method="GET",path="C:\\dir \"x\"\n"} 3
                requests_total{method="GET",path="é"} 0.5
                # EOF

                """#)
    }

    @Test(
        arguments: [
            (0, "0"), (-1, "-1"), (0.1, "0.1"), (1e-9, "1e-09"), (9_007_199_254_740_992, "9007199254740992"),
            (1e300, "1e+300"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (-0.0, "0"),
        ] as [(Double, String)])
    func numbers(_ value: Double, _ text: String) throws {
        let registry = try MetricsRegistry()
        try registry.gauge(MetricDescriptor("x", .gauge, "X."))[].set(value)
        let lines = String(decoding: registry.text(.openMetrics), as: UTF8.self).split(separator: "\n")
        #expect(lines.contains("x \(text)"))
    }

    /// Whatever labels and help hold, a reader gets it back, and nothing else.
    @Test(arguments: ExpositionFormat.allCases)
    func arbitraryTexts(_ format: ExpositionFormat) throws {
        var random = SeededRandom(seed: 20)
        for _ in 0..<300 {
            let registry = try MetricsRegistry()
            let help = Self.text(&random)
            let family = try registry.counter(
                MetricDescriptor("f_total", .counter, labels: ["a", "b"], help))
            var wanted: [[String]: Double] = [:]
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                let values = [Self.text(&random), Self.text(&random)]
                let amount = Int64.random(in: 0...1_000_000, using: &random)
                family.series(values).increment(by: amount)
                wanted[values, default: 0] += Double(amount)
            }
            let parsed = try ExpositionParser(
                String(decoding: registry.text(format), as: UTF8.self), openMetrics: format == .openMetrics)
            #expect(parsed.family(format == .openMetrics ? "f" : "f_total")?.help == help)
            var found: [[String]: Double] = [:]
            for sample in parsed.samples("f_total") {
                found[[sample.labels["a"] ?? "-", sample.labels["b"] ?? "-"]] = sample.number
            }
            #expect(found == wanted)
        }
    }

    private static func text(_ random: inout SeededRandom) -> String {
        let pieces = ["\\", "\n", "\"", "n", "{", "}", ",", "=", " ", "a", "é", "𝄞", "#", "\t", "\r", "le"]
        return (0..<Int.random(in: 0...8, using: &random))
            .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }
}
