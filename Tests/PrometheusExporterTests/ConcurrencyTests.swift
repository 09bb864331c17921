import PrometheusExporter
import TestKit
import Testing

struct ConcurrencyTests {
    /// Nothing is lost and nothing counted twice, however many count, make series and scrape at once.
    @Test func everythingIsCountedOnce() async throws {
        let registry = try MetricsRegistry()
        let counters = try registry.counter(MetricDescriptor("c_total", .counter, labels: ["n"], "C."))
        let gauge = try registry.gauge(MetricDescriptor("g", .gauge, "G."))[]
        let histogram = try registry.histogram(
            MetricDescriptor("h", .histogram(upperBounds: [1, 2, 3]), labels: ["n"], "H."))
        let tasks = 8
        let rounds = 20_000
        let scrapes = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    for round in 0..<rounds {
                        let series = "\((round + task) % 3)"
                        counters[series].increment()
                        counters[series].increment(by: 0.5)
                        gauge.increment(by: task % 2 == 0 ? 1 : -1)
                        histogram[series].record(Double(round % 4) + 0.5)
                    }
                    return 0
                }
            }
            group.addTask {
                var last = 0.0
                var scrapes = 0
                // Counters only grow, and a histogram's count is that of its last bucket, in every scrape.
                while last < Double(tasks * rounds) * 1.5 {
                    let parsed = try ExpositionParser(
                        String(decoding: registry.text(.openMetrics), as: UTF8.self), openMetrics: true)
                    let sum = parsed.samples("c_total").compactMap(\.number).reduce(0, +)
                    guard sum >= last else { throw TestFailure("a counter shrank from \(last) to \(sum)") }
                    last = sum
                    let counts = parsed.samples("h_count").map(\.value)
                    let buckets = parsed.samples("h_bucket").filter { $0.labels["le"] == "+Inf" }.map(\.value)
                    guard counts == buckets else { throw TestFailure("\(counts) is not \(buckets)") }
                    scrapes += 1
                    await Task.yield()
                }
                return scrapes
            }
            return try await group.reduce(0, +)
        }
        #expect(scrapes > 0)
        #expect(gauge.value == 0)
        let snapshots = (0..<3).map { histogram["\($0)"].snapshot }
        #expect(snapshots.map(\.count).reduce(0, +) == UInt64(tasks * rounds))
        #expect(snapshots.map(\.sum).reduce(0, +) == Double(tasks * rounds) * 2)
    }
}
