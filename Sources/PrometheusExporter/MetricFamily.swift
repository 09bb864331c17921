internal import Synchronization

/// All series of one name. To find one takes a lock; who counts often keeps what it found.
public final class MetricFamily<Series: MetricSeries>: Sendable {
    public let descriptor: MetricDescriptor
    private let series = Mutex<[[String]: (labels: [UInt8], series: Series)]>([:])
    /// For those who come too late: it counts like any other, and nobody sees it.
    private let discarded: Series
    private let refused: MetricFamily<CounterSeries>?

    /// - Parameter refused: counts those who get no series, by the name of the family.
    init(_ descriptor: MetricDescriptor, refused: MetricFamily<CounterSeries>?) {
        self.descriptor = descriptor
        self.refused = refused
        discarded = Series(descriptor)
        if descriptor.labels.isEmpty { _ = self[] }
    }

    /// The series with these values, in the order of the descriptor's labels; made if there is room for it. Values that
    /// are too many or too few have no series.
    public subscript(values: String...) -> Series { series(values) }

    public func series(_ values: [String]) -> Series {
        let found = series.withLock { series -> Series? in
            if let known = series[values] { return known.series }
            guard values.count == descriptor.labels.count, series.count < descriptor.maximumSeries else { return nil }
            let new = Series(descriptor)
            series[values] = (LabelText.make(descriptor.labels, values), new)
            return new
        }
        if let found { return found }
        refused?[descriptor.name].increment()
        return discarded
    }

    /// Takes a series away; whoever still counts with it counts for nobody.
    func remove(_ gone: Series) {
        series.withLock { series in
            for (values, entry) in series where entry.series === gone { series[values] = nil }
        }
    }
}

/// A family whatever its kind.
protocol WritableFamily: Sendable {
    var descriptor: MetricDescriptor { get }
    func write(to writer: inout ExpositionWriter)
}

extension MetricFamily: WritableFamily where Series: WritableSeries {
    func write(to writer: inout ExpositionWriter) {
        // The order of a dictionary would change with every scrape.
        let all = series.withLock { Array($0.values) }.sorted { $0.labels.lexicographicallyPrecedes($1.labels) }
        for (labels, series) in all { series.write(to: &writer, name: descriptor.name, labels: labels) }
    }
}
