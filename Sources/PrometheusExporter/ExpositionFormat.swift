/// The two ways to write metrics down, and which of them a reader wants.
public enum ExpositionFormat: Sendable, Hashable, CaseIterable {
    /// Prometheus' text format 0.0.4.
    case prometheusText
    /// OpenMetrics 1.0.0.
    case openMetrics

    public var contentType: String {
        switch self {
        case .prometheusText: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// Picks by the value of `Accept` (RFC 9110, 12.5.1): what the reader likes better; of two it likes alike, the one
    /// it names more exactly; else 0.0.4. That is also what a reader gets who accepts neither: something readable is
    /// more use to it than a 406.
    public init(accept: String?) {
        let ranges = (accept ?? "").split(separator: ",").prefix(Self.maximumRanges).compactMap(MediaRange.init)
        let openMetrics = Self.openMetrics.preference(among: ranges)
        let text = Self.prometheusText.preference(among: ranges)
        let likesOpenMetrics =
            openMetrics.quality > 0
            && (openMetrics.quality, openMetrics.exactness) > (text.quality, text.exactness)
        self = likesOpenMetrics ? .openMetrics : .prometheusText
    }

    /// More than any reader sends.
    private static let maximumRanges = 64

    private func preference(among ranges: [MediaRange]) -> (quality: Double, exactness: Int) {
        var best = (quality: 0.0, exactness: 0)
        for range in ranges {
            let exactness = exactness(of: range)
            // The most exact range decides, not the one with the highest quality.
            if exactness > best.exactness || exactness == best.exactness && range.quality > best.quality {
                best = (range.quality, exactness)
            }
        }
        return best.exactness > 0 ? best : (0, 0)
    }

    /// 0: the range does not speak of this format.
    private func exactness(of range: MediaRange) -> Int {
        let (type, subtype, version) =
            switch self {
            case .prometheusText: ("text", "plain", "0.0.4")
            case .openMetrics: ("application", "openmetrics-text", "1.0.0")
            }
        switch (range.type, range.subtype) {
        case ("*", "*"): return 1
        case (type, "*"): return 2
        case (type, subtype):
            guard let wanted = range.version else { return 3 }
            return wanted == version ? 4 : 0
        default: return 0
        }
    }
}

/// One element of `Accept`.
private struct MediaRange {
    var type: String
    var subtype: String
    var version: String?
    /// 0 to 1.
    var quality = 1.0

    /// Nil when it is none.
    init?(_ text: Substring) {
        var parameters = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
        let names = parameters.removeFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
        type = names[0].lowercased()
        subtype = names[1].lowercased()
        for parameter in parameters {
            guard let equals = parameter.firstIndex(of: "=") else { continue }
            let value = Self.trimmed(parameter[parameter.index(after: equals)...])
            switch Self.trimmed(parameter[..<equals]).lowercased() {
            case "version": version = value.filter { $0 != "\"" }
            case "q":
                guard let quality = Double(value), (0...1).contains(quality) else { return nil }
                self.quality = quality
            default: break
            }
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return start[...end]
    }
}
