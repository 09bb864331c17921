import WebTerminalServer

/// Where a server listens, as its health check has to address it.
struct HealthTarget: Equatable, CustomStringConvertible {
    enum Place: Equatable {
        case tcp(host: String, port: Int)
        /// A socket in the file system.
        case unix(path: String)
    }

    var place: Place
    var isTLS = false
    /// The target of the request.
    var path = Self.defaultPath

    private static let defaultPath = "/health"

    /// From `http://host[:port][/path]`, `https://…` or `unix:/path`; nil for all else.
    init?(_ url: String) {
        // It becomes a line of a request.
        guard url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        if let path = url.dropping(prefix: "unix:") {
            guard path.hasPrefix("/") else { return nil }
            place = .unix(path: path)
            return
        }
        let rest: String
        if let text = url.dropping(prefix: "https://") {
            (isTLS, rest) = (true, text)
        } else if let text = url.dropping(prefix: "http://") {
            rest = text
        } else {
            return nil
        }
        let authority = rest.prefix { $0 != "/" }
        guard let (host, port) = Self.split(String(authority)) else { return nil }
        place = .tcp(host: host, port: port ?? (isTLS ? 443 : 80))
        // An address like the one that `start` prints ends in the page's path.
        let path = String(rest.dropFirst(authority.count))
        self.path = path.isEmpty || path == "/" ? Self.defaultPath : path
    }

    /// The server that is configured so, on this machine.
    init(serving server: Configuration.Server) {
        isTLS = server.tls != nil
        if let path = server.unixSocket {
            place = .unix(path: path)
            return
        }
        let host =
            switch server.host {
            case "0.0.0.0", "*", "": "127.0.0.1"
            case "::": "::1"
            default: server.host
            }
        place = .tcp(host: host, port: server.port)
    }

    /// The value of `Host`, which the server compares with what it knows itself by.
    var hostHeader: String {
        switch place {
        case .tcp(let host, let port): "\(host.contains(":") ? "[\(host)]" : host):\(port)"
        case .unix: "localhost"
        }
    }

    var description: String {
        switch place {
        case .tcp: "\(isTLS ? "https" : "http")://\(hostHeader)\(path)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// `name`, `name:port`, `[address]` or `[address]:port`.
    private static func split(_ authority: String) -> (host: String, port: Int?)? {
        let host: Substring
        let rest: Substring
        if authority.hasPrefix("[") {
            host = authority.dropFirst().prefix { $0 != "]" }
            rest = authority.dropFirst(host.count + 1)
            guard rest.hasPrefix("]") else { return nil }
            return port(rest.dropFirst()).map { (String(host), $0) }
        }
        host = authority.prefix { $0 != ":" }
        rest = authority.dropFirst(host.count)
        guard !host.isEmpty, !host.contains("@") else { return nil }
        return port(rest).map { (String(host), $0) }
    }

    /// Nil when `text` is neither empty nor like `:8080`; what is in the optional is nil when it is empty.
    private static func port(_ text: Substring) -> Int?? {
        if text.isEmpty { return .some(nil) }
        guard text.hasPrefix(":"), let port = UInt16(text.dropFirst()), port > 0 else { return nil }
        return .some(Int(port))
    }
}

extension String {
    /// What comes after `prefix`; nil when it does not begin with it.
    fileprivate func dropping(prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
