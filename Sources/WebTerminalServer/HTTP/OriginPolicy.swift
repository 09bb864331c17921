/// The scheme, host and port that a page came from (RFC 6454).
struct Origin: Hashable, Sendable {
    var scheme: String
    var host: String
    var port: Int

    /// Nil unless `text` is exactly `http://host[:port]` or `https://host[:port]`; `null` is nobody's origin.
    init?(_ text: String) {
        for (scheme, defaultPort) in [("http", 80), ("https", 443)] {
            let prefix = scheme + "://"
            guard text.lowercased().hasPrefix(prefix) else { continue }
            guard let authority = Authority(String(text.dropFirst(prefix.count))) else { return nil }
            self.scheme = scheme
            host = authority.host
            port = authority.port ?? defaultPort
            return
        }
        return nil
    }

    /// The port that belongs to the scheme.
    var defaultPort: Int { scheme == "https" ? 443 : 80 }
}

/// Which pages may open a WebSocket. Browsers do not apply the same-origin policy to WebSockets; the server has to.
struct OriginPolicy: Sendable {
    private let allowed: Set<Origin>

    /// - Parameter allowed: origins such as `https://example.org`, besides the page's own.
    init(allowed: [String]) throws(InvalidSetting) {
        var origins: Set<Origin> = []
        for text in allowed {
            guard let origin = Origin(text) else {
                throw InvalidSetting(
                    key: "server.allowed_origins", message: "\"\(text)\" is not of the form https://name[:port]")
            }
            origins.insert(origin)
        }
        self.allowed = origins
    }

    /// - Parameters:
    ///   - origin: the value of `Origin`.
    ///   - host: the value of `Host` in the same request, which has been found to be ours.
    ///   - scheme: what the client spoke. Nil where a proxy may have ended TLS and is not believed: then host and
    ///     port decide.
    func allows(_ origin: String, host: Authority, scheme: RequestOrigin.Scheme? = nil) -> Bool {
        guard let origin = Origin(origin) else { return false }
        if scheme == nil || origin.scheme == scheme?.rawValue, origin.host == host.host,
            origin.port == host.port ?? origin.defaultPort
        {
            return true
        }
        return allowed.contains(origin)
    }
}
