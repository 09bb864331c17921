/// What is said once of all series that share a name.
public struct MetricDescriptor: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// Only grows. Its name ends in `_total`.
        case counter
        case gauge
        /// A 1 whose labels are what matters. Its name ends in `_info`; to a reader of format 0.0.4 it is a gauge.
        case info
        /// How many observations were at most as large as each bound. The bounds ascend; the last one, infinity, is
        /// not among them.
        case histogram(upperBounds: [Double])
    }

    /// With everything that its samples have in common, so with the `_total` of a counter.
    public var name: String
    /// A sentence for people.
    public var help: String
    public var kind: Kind
    /// The names of the labels, in the order in which values are given.
    public var labels: [String]
    /// How many combinations of label values there may be. What comes after them is counted, and not kept.
    public var maximumSeries: Int

    public init(_ name: String, _ kind: Kind, labels: [String] = [], maximumSeries: Int = 200, _ help: String) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
        self.maximumSeries = maximumSeries
    }

    /// The base unit that the name ends with, if it does: what OpenMetrics wants to be told besides.
    public var unit: String? { Self.units.first { familyName.hasSuffix("_\($0)") } }

    /// The name without the suffix that its kind gives to every sample: what OpenMetrics calls the family.
    var familyName: String {
        switch kind {
        case .counter: String(name.dropLast(Self.counterSuffix.count))
        case .info: String(name.dropLast(Self.infoSuffix.count))
        case .gauge, .histogram: name
        }
    }

    /// Every name that a line of this family can begin with, in either format.
    var reservedNames: [String] {
        switch kind {
        case .counter: [familyName, name, familyName + "_created"]
        case .info: [familyName, name]
        case .gauge: [name]
        case .histogram: [name, name + "_bucket", name + "_sum", name + "_count", name + "_created"]
        }
    }

    /// What is wrong with it; nil: nothing.
    var complaint: String? {
        guard MetricName.isValid(name) else { return "\(name) is no name of a metric" }
        guard hasFittingSuffix else { return "\(name) does not end as its kind asks" }
        guard Set(labels).count == labels.count else { return "\(name) has a label twice" }
        for label in labels where !MetricName.isValidLabel(label) { return "\(label) is no name of a label" }
        guard maximumSeries > 0 else { return "\(name) may have no series" }
        guard case .histogram(let bounds) = kind else { return nil }
        guard !labels.contains("le") else { return "\(name) is a histogram, to which the label le belongs" }
        guard !bounds.isEmpty, bounds.allSatisfy(\.isFinite), zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 })
        else { return "the bounds of \(name) are not finite and ascending" }
        return nil
    }

    private var hasFittingSuffix: Bool {
        switch kind {
        case .counter: name.hasSuffix(Self.counterSuffix) && MetricName.isValid(familyName)
        case .info: name.hasSuffix(Self.infoSuffix) && MetricName.isValid(familyName)
        // One that ends like a part of another kind would be taken for it.
        case .gauge, .histogram: !Self.suffixesOfOthers.contains { name.hasSuffix($0) }
        }
    }

    static let counterSuffix = "_total"
    static let infoSuffix = "_info"
    private static let suffixesOfOthers = [counterSuffix, infoSuffix, "_bucket", "_count", "_sum", "_created"]
    private static let units = ["seconds", "bytes", "ratio"]
}

/// A metric that cannot be declared: a mistake of the program, not of anybody's input.
public struct InvalidMetric: Error, Sendable, CustomStringConvertible {
    public var description: String
}
