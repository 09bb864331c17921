internal import RateLimits

/// The settings of the limits, checked and ready for use.
struct RateRules: Sendable {
    let settings: RateSettings
    private let exempt: TrustedProxies
    private let proxies: TrustedProxies

    /// - Parameter proxies: those in whose own name nothing is asked for.
    /// - Throws: for addresses that are none.
    init(_ settings: RateSettings, proxies: [String]) throws(InvalidSetting) {
        self.settings = settings
        exempt = try TrustedProxies(settings.exemptAddresses, key: "limits.exempt_addresses")
        self.proxies = try TrustedProxies(proxies)
    }

    /// Who is limited by an address, as logs write it; nil for what is nobody's in particular: what a proxy sends in its
    /// own name, and what comes through the unix socket without a name.
    func source(_ address: String) -> SourceNetwork? {
        guard let address = IPAddress(address), !exempt.contains(.address(address)),
            !proxies.contains(.address(address))
        else { return nil }
        return SourceNetwork(bytes: address.bytes)
    }
}
