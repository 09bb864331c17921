/// Writes lines of either format.
struct ExpositionWriter {
    let format: ExpositionFormat
    private(set) var bytes: [UInt8] = []

    init(format: ExpositionFormat) {
        self.format = format
    }

    /// What stands above the samples of a family.
    mutating func header(of descriptor: MetricDescriptor) {
        let name = format == .openMetrics ? descriptor.familyName : descriptor.name
        write("# HELP \(name) ")
        writeEscaped(descriptor.help, quotes: format == .openMetrics)
        write("\n# TYPE \(name) \(type(of: descriptor.kind))\n")
        if format == .openMetrics, let unit = descriptor.unit { write("# UNIT \(name) \(unit)\n") }
    }

    /// - Parameter labels: as `LabelText` makes them.
    mutating func sample(_ name: String, suffix: String = "", labels: [UInt8], _ value: Double) {
        write(name)
        write(suffix)
        if !labels.isEmpty {
            bytes.append(UInt8(ascii: "{"))
            bytes += labels
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: " "))
        write(Self.text(of: value))
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func histogram(_ name: String, labels: [UInt8], _ histogram: HistogramSnapshot) {
        var cumulative: UInt64 = 0
        for (index, count) in histogram.counts.enumerated() {
            cumulative += count
            let bound = index < histogram.upperBounds.count ? histogram.upperBounds[index] : .infinity
            var all = labels
            if !all.isEmpty { all.append(UInt8(ascii: ",")) }
            all += Array("le=\"\(Self.boundText(bound))\"".utf8)
            sample(name, suffix: "_bucket", labels: all, Double(cumulative))
        }
        sample(name, suffix: "_sum", labels: labels, histogram.sum)
        sample(name, suffix: "_count", labels: labels, Double(cumulative))
    }

    mutating func append(_ other: [UInt8]) { bytes += other }

    /// What stands at the end of everything.
    mutating func end() {
        if format == .openMetrics { write("# EOF\n") }
    }

    private func type(of kind: MetricDescriptor.Kind) -> String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .info: format == .openMetrics ? "info" : "gauge"
        case .histogram: "histogram"
        }
    }

    private mutating func write(_ text: String) { bytes += text.utf8 }

    private mutating func writeEscaped(_ text: String, quotes: Bool) {
        for byte in text.utf8 { LabelText.append(byte, quotes: quotes, to: &bytes) }
    }

    /// Whole numbers without a fraction, as far as a double holds them exactly.
    static func text(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value), whole.magnitude <= 1 << 53 { return String(whole) }
        return value.description
    }

    /// Always with a fraction, in both formats: for Prometheus `1` and `1.0` would be two series.
    private static func boundText(_ bound: Double) -> String { bound.isInfinite ? "+Inf" : bound.description }
}
