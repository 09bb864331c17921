internal import Synchronization

/// All metrics of a server, and how they are written down.
///
/// To declare a family and to find a series takes a lock; to count with a series takes none. A scrape holds the locks
/// only to copy what the dictionaries hold.
public final class MetricsRegistry: Sendable {
    public typealias Collector = @Sendable (inout CollectedSamples) -> Void

    private struct State {
        var families: [String: any WritableFamily] = [:]
        /// Names that lines of a family begin with, and of which family.
        var reserved: [String: String] = [:]
        var collectors: [Collector] = []
    }

    /// More than a program can mean to have.
    static let maximumFamilies = 512

    private let state = Mutex(State())
    private let refused: MetricFamily<CounterSeries>

    /// - Parameter refusedName: the name of the counter of label values that found no room.
    public init(refusedName: String = "metrics_series_refused_total") throws(InvalidMetric) {
        let descriptor = MetricDescriptor(
            refusedName, .counter, labels: ["family"], maximumSeries: Self.maximumFamilies,
            "Series that were not kept because their family had too many already.")
        refused = MetricFamily(descriptor, refused: nil)
        try add(refused)
    }

    // MARK: Declaring

    public func counter(_ descriptor: MetricDescriptor) throws(InvalidMetric) -> MetricFamily<CounterSeries> {
        guard descriptor.kind == .counter else { throw InvalidMetric(description: "\(descriptor.name): no counter") }
        return try family(descriptor)
    }

    public func gauge(_ descriptor: MetricDescriptor) throws(InvalidMetric) -> MetricFamily<GaugeSeries> {
        guard descriptor.kind == .gauge || descriptor.kind == .info else {
            throw InvalidMetric(description: "\(descriptor.name): no gauge")
        }
        return try family(descriptor)
    }

    public func histogram(_ descriptor: MetricDescriptor) throws(InvalidMetric) -> MetricFamily<HistogramSeries> {
        guard case .histogram = descriptor.kind else {
            throw InvalidMetric(description: "\(descriptor.name): no histogram")
        }
        return try family(descriptor)
    }

    /// A family whose samples a collector brings.
    public func collected(_ descriptor: MetricDescriptor) throws(InvalidMetric) -> CollectedFamily {
        let family = CollectedFamily(descriptor: descriptor, refused: refused)
        try add(family)
        return family
    }

    /// Has `collector` called for every scrape, on the thread that scrapes; it may be called by two at once.
    public func collect(_ collector: @escaping Collector) {
        state.withLock { $0.collectors.append(collector) }
    }

    /// Everything that was declared, by name.
    public var descriptors: [MetricDescriptor] {
        state.withLock { $0.families.values.map(\.descriptor) }.sorted { $0.name < $1.name }
    }

    func family(named name: String) -> (any WritableFamily)? { state.withLock { $0.families[name] } }

    /// Counts a series that no family has room for.
    func refuse(_ name: String) { refused[name].increment() }

    func remove<Series: WritableSeries>(_ series: Series) {
        let families = state.withLock { Array($0.families.values) }
        for family in families { (family as? MetricFamily<Series>)?.remove(series) }
    }

    private func family<Series: WritableSeries>(
        _ descriptor: MetricDescriptor
    ) throws(InvalidMetric) -> MetricFamily<Series> {
        let family = MetricFamily<Series>(descriptor, refused: refused)
        try add(family)
        return family
    }

    private func add(_ family: some WritableFamily) throws(InvalidMetric) {
        let descriptor = family.descriptor
        if let complaint = descriptor.complaint { throw InvalidMetric(description: complaint) }
        let complaint = state.withLock { state -> String? in
            guard state.families.count < Self.maximumFamilies else { return "there are too many metrics" }
            for name in descriptor.reservedNames {
                if let other = state.reserved[name] { return "\(descriptor.name) and \(other) share the name \(name)" }
            }
            for name in descriptor.reservedNames { state.reserved[name] = descriptor.name }
            state.families[descriptor.name] = family
            return nil
        }
        if let complaint { throw InvalidMetric(description: complaint) }
    }

    // MARK: Scraping

    /// Everything there is to know now, by name.
    public func text(_ format: ExpositionFormat) -> [UInt8] {
        let (families, collectors) = state.withLock { (Array($0.families.values), $0.collectors) }
        var collected = CollectedSamples(format: format)
        for collector in collectors { collector(&collected) }
        var writer = ExpositionWriter(format: format)
        for family in families.sorted(by: { $0.descriptor.name < $1.descriptor.name }) {
            writer.header(of: family.descriptor)
            family.write(to: &writer)
            writer.append(collected.bytes(of: family.descriptor.name))
        }
        writer.end()
        return writer.bytes
    }
}
