public import CoreMetrics

internal import Synchronization

/// How large things were. To observe costs an atomic operation for the bucket and one for the sum.
public final class HistogramSeries: WritableSeries, RecorderHandler, TimerHandler {
    private final class Bucket: Sendable {
        let count = Atomic<UInt64>(0)
    }

    private let upperBounds: [Double]
    private let buckets: [Bucket]
    private let sum = AtomicDouble()

    public init(_ descriptor: MetricDescriptor) {
        if case .histogram(let bounds) = descriptor.kind { upperBounds = bounds } else { upperBounds = [] }
        buckets = (0...upperBounds.count).map { _ in Bucket() }
    }

    /// Infinite and undefined values are ignored: one of them would spoil the sum for ever. A negative value is taken
    /// for 0, because the sum must not shrink.
    public func record(_ value: Double) {
        guard value.isFinite else { return }
        // There are about a dozen bounds, and most values are small.
        let index = upperBounds.firstIndex { value <= $0 } ?? upperBounds.count
        buckets[index].count.wrappingAdd(1, ordering: .relaxed)
        if value > 0 { sum.add(value) }
    }

    public func record(_ value: Int64) { record(Double(value)) }

    /// Kept in seconds.
    public func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    /// Read while others write: the count is always that of the buckets, the sum may be an observation ahead.
    public var snapshot: HistogramSnapshot {
        HistogramSnapshot(
            upperBounds: upperBounds, counts: buckets.map { $0.count.load(ordering: .relaxed) }, sum: sum.value)
    }

    func write(to writer: inout ExpositionWriter, name: String, labels: [UInt8]) {
        writer.histogram(name, labels: labels, snapshot)
    }
}

/// A histogram at one moment.
public struct HistogramSnapshot: Sendable, Equatable {
    public let upperBounds: [Double]
    /// How many observations each bucket has by itself. One more than there are bounds.
    public private(set) var counts: [UInt64]
    public private(set) var sum: Double

    public init(upperBounds: [Double]) {
        self.init(upperBounds: upperBounds, counts: Array(repeating: 0, count: upperBounds.count + 1), sum: 0)
    }

    init(upperBounds: [Double], counts: [UInt64], sum: Double) {
        self.upperBounds = upperBounds
        self.counts = counts
        self.sum = sum
    }

    public var count: UInt64 { counts.reduce(0, +) }

    /// As ``HistogramSeries/record(_:)-(Double)``.
    public mutating func record(_ value: Double) {
        guard value.isFinite else { return }
        counts[upperBounds.firstIndex { value <= $0 } ?? upperBounds.count] += 1
        if value > 0 { sum += value }
    }
}
