public import CoreMetrics

/// Something that goes up and down. It may be infinite or undefined.
public final class GaugeSeries: WritableSeries, MeterHandler, RecorderHandler {
    private let number = AtomicDouble()

    public init(_ descriptor: MetricDescriptor) {}

    public func set(_ value: Double) { number.value = value }
    public func set(_ value: Int64) { number.value = Double(value) }
    public func increment(by amount: Double) { number.add(amount) }
    public func decrement(by amount: Double) { number.add(-amount) }

    /// What swift-metrics calls a recorder that does not aggregate keeps the newest value.
    public func record(_ value: Int64) { set(value) }
    public func record(_ value: Double) { set(value) }

    public var value: Double { number.value }

    func write(to writer: inout ExpositionWriter, name: String, labels: [UInt8]) {
        writer.sample(name, labels: labels, value)
    }
}
