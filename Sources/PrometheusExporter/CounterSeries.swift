public import CoreMetrics

internal import Synchronization

/// Something that only grows. To add costs one atomic operation.
public final class CounterSeries: WritableSeries, CounterHandler, FloatingPointCounterHandler {
    /// Whole numbers are kept apart: a double would stop to count at 2^53.
    private let whole = Atomic<UInt64>(0)
    private let fraction = AtomicDouble()

    public init(_ descriptor: MetricDescriptor) {}

    public func increment() { whole.wrappingAdd(1, ordering: .relaxed) }

    /// A counter does not shrink: an amount below 0 is ignored.
    public func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    /// Amounts below 0, infinite and undefined ones are ignored.
    public func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        fraction.add(amount)
    }

    /// Prometheus takes it for a restart.
    public func reset() {
        whole.store(0, ordering: .relaxed)
        fraction.value = 0
    }

    public var value: Double { Double(whole.load(ordering: .relaxed)) + fraction.value }

    func write(to writer: inout ExpositionWriter, name: String, labels: [UInt8]) {
        writer.sample(name, labels: labels, value)
    }
}
