import Glibc
import NIOPosix
import PrometheusExporter
import Sessions
import TestKit
import Testing

@testable import WebTerminalServer

/// `docs/metrics.md` and the server know the same series.
@Suite struct MetricsDocumentTests {
    /// Cells of all rows of tables that begin with a name in backticks.
    private func rows() throws -> [[String]] {
        let path = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/docs/metrics.md"
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk.prefix(count) }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("| `") }.map {
            line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map { cell in
                String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
        }
    }

    private func descriptors() throws -> [MetricDescriptor] {
        let metrics = try ServerMetrics(version: "test")
        let loops = MultiThreadedEventLoopGroup.singleton
        let sessions = SessionRegistry(
            settings: SessionSettings(), limits: SessionLimits(), spawner: FakeSpawner(), eventLoops: loops)
        _ = try Measuring(metrics, sessions, eventLoops: loops, clocks: .system, perSession: true)
        return metrics.registry.descriptors
    }

    @Test func namesTypesAndLabels() throws {
        let written = try rows().filter { $0.count == 4 }.map { $0.prefix(3).joined(separator: " | ") }
        let known = try descriptors().map { descriptor in
            let type =
                switch descriptor.kind {
                case .counter: "counter"
                case .gauge: "gauge"
                case .info: "info"
                case .histogram: "histogram"
                }
            let labels = descriptor.labels.map { "`\($0)`" }.joined(separator: ", ")
            return "`\(descriptor.name)` | \(type) | \(labels)"
        }
        #expect(written.sorted() == known.sorted())
    }

    @Test func boundsOfHistograms() throws {
        let written = try rows().filter { $0.count == 2 }.map { "\($0[0]) \($0[1])" }
        let known = try descriptors().compactMap { descriptor -> String? in
            guard case .histogram(let bounds) = descriptor.kind else { return nil }
            let texts = bounds.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }
            return "`\(descriptor.name)` \(texts.joined(separator: " "))"
        }
        #expect(written.sorted() == known.sorted())
    }

    /// Every value that a label with a fixed set can have is explained.
    @Test func valuesOfLabels() throws {
        let metrics = try ServerMetrics(version: "test")
        let parsed = try ExpositionParser(
            String(decoding: metrics.registry.text(.prometheusText), as: UTF8.self), openMetrics: false)
        let rows = try rows()
        for sample in parsed.families.flatMap(\.samples) {
            let meaning = try #require(
                rows.first { $0[0] == "`\(sample.name)`" || $0[0] == "`\(family(sample.name))`" })
            for (label, value) in sample.labels where label != "le" && label != "version" {
                let isWord = meaning[3].contains("`\(value)`")
                #expect(isWord, "\(sample.name): \(label)=\(value) is not explained")
            }
        }
    }

    private func family(_ sample: String) -> String {
        for suffix in ["_bucket", "_sum", "_count"] where sample.hasSuffix(suffix) {
            return String(sample.dropLast(suffix.count))
        }
        return sample
    }
}
