/// A family whose samples are made anew for every scrape.
public struct CollectedFamily: WritableFamily {
    public let descriptor: MetricDescriptor
    let refused: MetricFamily<CounterSeries>?

    /// It has no samples but those that collectors bring.
    func write(to writer: inout ExpositionWriter) {}
}

/// What collectors bring to one scrape.
public struct CollectedSamples {
    private struct Lines {
        var writer: ExpositionWriter
        var series = 0
    }

    private let format: ExpositionFormat
    private var lines: [String: Lines] = [:]

    init(format: ExpositionFormat) {
        self.format = format
    }

    /// The value of a counter, a gauge or an info. Of a counter it must never shrink.
    public mutating func add(_ family: CollectedFamily, _ values: String..., value: Double) {
        add(family, values) { $0.sample(family.descriptor.name, labels: $1, value) }
    }

    public mutating func add(_ family: CollectedFamily, _ values: String..., histogram: HistogramSnapshot) {
        add(family, values) { $0.histogram(family.descriptor.name, labels: $1, histogram) }
    }

    private mutating func add(
        _ family: CollectedFamily, _ values: [String], _ write: (inout ExpositionWriter, [UInt8]) -> Void
    ) {
        let descriptor = family.descriptor
        // Taken out while it is changed, or its bytes would be copied.
        var entry = lines.removeValue(forKey: descriptor.name) ?? Lines(writer: ExpositionWriter(format: format))
        if values.count == descriptor.labels.count, entry.series < descriptor.maximumSeries {
            entry.series += 1
            write(&entry.writer, LabelText.make(descriptor.labels, values))
        } else {
            family.refused?[descriptor.name].increment()
        }
        lines[descriptor.name] = entry
    }

    func bytes(of name: String) -> [UInt8] { lines[name]?.writer.bytes ?? [] }
}
