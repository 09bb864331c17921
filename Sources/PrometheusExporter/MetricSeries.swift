/// One combination of label values of a family, with what is counted for it.
public protocol MetricSeries: AnyObject, Sendable {
    /// Of a family with this descriptor, whose kind is right.
    init(_ descriptor: MetricDescriptor)
}

/// The part of a series that a scrape needs.
protocol WritableSeries: MetricSeries {
    func write(to writer: inout ExpositionWriter, name: String, labels: [UInt8])
}
