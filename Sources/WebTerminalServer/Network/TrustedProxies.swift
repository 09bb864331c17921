/// Whose word about where a request came from is believed.
struct TrustedProxies: Sendable {
    private let networks: [IPNetwork]
    private let trustsUnix: Bool

    /// Nobody.
    init() {
        networks = []
        trustsUnix = false
    }

    /// - Parameter list: addresses, networks such as `10.0.0.0/8`, and `unix` for whoever may connect to the socket.
    /// - Parameter key: the setting that the list is from, for the error.
    init(_ list: [String], key: String = "server.trusted_proxies") throws(InvalidSetting) {
        var networks: [IPNetwork] = []
        for text in list where text != Self.unixName {
            do throws(IPNetwork.Failure) {
                networks.append(try IPNetwork(text))
            } catch {
                let problem =
                    switch error {
                    case .notANetwork: "is not an address, a network such as 10.0.0.0/8, or unix"
                    case .bitsBehindPrefix: "has bits behind its prefix; 10.0.0.0/8 has none"
                    }
                throw InvalidSetting(key: key, message: "\"\(text)\" \(problem)")
            }
        }
        self.networks = networks
        trustsUnix = list.contains(Self.unixName)
    }

    func contains(_ peer: Peer) -> Bool {
        switch peer {
        case .address(let address): networks.contains { $0.contains(address) }
        case .unix: trustsUnix
        case .unknown: false
        }
    }

    private static let unixName = "unix"
}
