internal import NIOCore

/// A value of the configuration that cannot be used.
public struct InvalidSetting: Error, Sendable, CustomStringConvertible {
    /// The key in the configuration file, such as `server.allowed_hosts`.
    public var key: String
    /// What is wrong, with the value.
    public var message: String

    public var description: String { "\(key): \(message)" }
}

/// Where a connection arrived.
struct LocalAddress: Sendable, Equatable {
    /// As `inet_ntop` writes it; an IPv4 address stays one when it came through an IPv6 socket.
    var host: String
    var port: Int

    init(host: String, port: Int) {
        let mapped = "::ffff:"
        self.host = host.hasPrefix(mapped) && host.contains(".") ? String(host.dropFirst(mapped.count)) : host
        self.port = port
    }

    /// Nil for what has no IP address.
    init?(_ address: SocketAddress?) {
        guard let host = address?.ipAddress, let port = address?.port else { return nil }
        self.init(host: host, port: port)
    }

    var isLoopback: Bool { host == "::1" || host.hasPrefix("127.") }
}

/// Which values of `Host` are served.
///
/// A page of somebody else's can point its own name at our address and then talk to us as its own origin (DNS
/// rebinding). The name gives it away: the browser sends it as `Host`. So only names and addresses that are known
/// to be ours are served, on loopback too.
struct HostPolicy: Sendable {
    /// The name or address that the server was told to listen on; nil when that is all addresses.
    private let listened: String?
    private let allowed: [Authority]

    /// - Parameters:
    ///   - listened: what the server listens on, as configured.
    ///   - allowed: `name` for any port, or `name:port`.
    init(listened: String, allowed: [String]) throws(InvalidSetting) {
        self.listened = ["0.0.0.0", "::", "*", ""].contains(listened) ? nil : listened.lowercased()
        self.allowed = try allowed.map { text throws(InvalidSetting) in
            guard let authority = Authority(text) else {
                throw InvalidSetting(key: "server.allowed_hosts", message: "\"\(text)\" is not a name or name:port")
            }
            return authority
        }
    }

    /// - Parameters:
    ///   - host: the value of `Host`.
    ///   - local: where the request's connection arrived; nil: at the unix socket.
    func allows(_ host: Authority, at local: LocalAddress?) -> Bool {
        if let local {
            if host.port == nil || host.port == local.port {
                if host.host == local.host || host.host == listened { return true }
                if local.isLoopback, Self.loopbackNames.contains(host.host) { return true }
            }
        } else if host.host == "localhost" {
            // What clients say to a unix socket. No page comes there but through a proxy, which says what it was
            // called by.
            return true
        }
        return allowed.contains { entry in
            guard entry.host == host.host else { return false }
            guard let port = entry.port else { return true }
            // Clients leave out the port that belongs to the scheme, which only a proxy in front knows.
            return port == host.port || (host.port == nil && (port == 80 || port == 443))
        }
    }

    private static let loopbackNames: Set = ["localhost", "127.0.0.1", "::1"]
}
