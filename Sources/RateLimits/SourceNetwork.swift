/// Where somebody comes from, as coarse as one customer of a provider: an IPv4 address, or the first half of an IPv6
/// address, of which anybody has all that the other half can name.
public enum SourceNetwork: Hashable, Sendable {
    case ipv4(UInt32)
    /// The /64.
    case ipv6(UInt64)

    /// - Parameter bytes: of an address in network order; nil unless these are 4 or 16.
    public init?(bytes: [UInt8]) {
        func number(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        switch bytes.count {
        case 4: self = .ipv4(UInt32(truncatingIfNeeded: number(bytes)))
        case 16: self = .ipv6(number(bytes.prefix(8)))
        default: return nil
        }
    }

    /// IPv6 networks can be had by the million, and must not crowd out the other addresses.
    var isIPv6: Bool {
        if case .ipv6 = self { true } else { false }
    }
}
