/// The penalties of all addresses, in bounded memory. Times are monotonic, in nanoseconds.
///
/// A full table takes nobody in: who owes something goes on owing it, and the failures of a newcomer cost nothing. IPv6
/// addresses have a table of their own, because whoever has one network of them may have millions.
public struct PenaltyTable: Sendable {
    /// May change at any time, and hold for all from then on.
    public var rules: PenaltyRules
    private var ipv4: BoundedTable<SourceNetwork, Penalty>
    private var ipv6: BoundedTable<SourceNetwork, Penalty>

    /// - Parameter capacity: addresses of either kind that can owe something at once.
    public init(rules: PenaltyRules, capacity: Int) {
        self.rules = rules
        ipv4 = BoundedTable(capacity: capacity)
        ipv6 = BoundedTable(capacity: capacity)
    }

    public var capacity: Int {
        get { ipv4.capacity }
        set {
            ipv4.capacity = max(1, newValue)
            ipv6.capacity = max(1, newValue)
        }
    }

    public var count: Int { ipv4.count + ipv6.count }

    /// Somebody there has failed.
    public mutating func fail(_ source: SourceNetwork, now: Int64) {
        guard rules.isOn else { return }
        let rules = rules
        func record(in table: inout BoundedTable<SourceNetwork, Penalty>) {
            _ = table.update(source, initial: Penalty(now: now)) { penalty in
                penalty.isOver(rules, now: now)
            } _: { penalty in
                penalty.fail(rules, now: now)
            }
        }
        if source.isIPv6 { record(in: &ipv6) } else { record(in: &ipv4) }
    }

    /// Nil when the address is to be listened to.
    public mutating func refusal(of source: SourceNetwork, now: Int64) -> RateRefusal? {
        guard rules.isOn else { return nil }
        let rules = rules
        func look(in table: inout BoundedTable<SourceNetwork, Penalty>) -> (seconds: Double, isFirst: Bool)? {
            table.updateIfPresent(source) { $0.shutOut(rules, now: now) } ?? nil
        }
        guard let found = source.isIPv6 ? look(in: &ipv6) : look(in: &ipv4) else { return nil }
        return RateRefusal(
            limit: rules.thresholdSeconds / rules.seconds, remaining: 0, retryAfterSeconds: found.seconds,
            resetSeconds: found.seconds, isFirst: found.isFirst)
    }
}
