/// Where a server is to be found: `http://host[:port][/base]`, `https://…` or `unix:/path[:/base]`.
public struct ServerAddress: Sendable, Equatable, CustomStringConvertible {
    public enum Place: Sendable, Equatable {
        /// A name or an address, an IPv6 one without brackets.
        case tcp(host: String, port: Int)
        /// A socket in the file system.
        case unix(path: String)
    }

    public var place: Place
    public var isTLS: Bool
    /// What all paths begin with: empty, or with a slash at its front and none at its end.
    public var basePath: String

    public init(_ place: Place, isTLS: Bool = false, basePath: String = "") {
        self.place = place
        self.isTLS = isTLS
        self.basePath = Self.withoutSlash(basePath)
    }

    /// Nil for all that is not of one of the three forms.
    public init?(_ url: String) {
        // It becomes a line of a request.
        guard url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        if let rest = url.dropping(prefix: "unix:") {
            guard rest.hasPrefix("/") else { return nil }
            // As nginx has it: the path of the socket ends where a colon stands before a slash.
            let characters = Array(rest)
            let border = characters.indices.dropLast().first { characters[$0] == ":" && characters[$0 + 1] == "/" }
            guard let border else {
                self.init(.unix(path: rest))
                return
            }
            let base = String(characters[(border + 1)...])
            guard Self.isPath(base) else { return nil }
            self.init(.unix(path: String(characters[..<border])), basePath: base)
            return
        }
        let isTLS: Bool
        let rest: String
        if let text = url.dropping(prefix: "https://") {
            (isTLS, rest) = (true, text)
        } else if let text = url.dropping(prefix: "http://") {
            (isTLS, rest) = (false, text)
        } else {
            return nil
        }
        let authority = rest.prefix { $0 != "/" }
        let path = String(rest.dropFirst(authority.count))
        guard let (host, port) = Self.split(String(authority)), Self.isPath(path) else { return nil }
        self.init(.tcp(host: host, port: port ?? (isTLS ? 443 : 80)), isTLS: isTLS, basePath: path)
    }

    /// The value of `Host`, which the server compares with what it knows itself by.
    public var hostHeader: String {
        switch place {
        case .tcp(let host, let port):
            "\(host.contains(":") ? "[\(host)]" : host):\(port)"
        case .unix: "localhost"
        }
    }

    /// The target of a request for `path`, which begins with a slash.
    public func target(_ path: String) -> String { basePath + path }

    public var description: String {
        switch place {
        case .tcp: "\(isTLS ? "https" : "http")://\(hostHeader)\(basePath)"
        case .unix(let path): "unix:\(path)" + (basePath.isEmpty ? "" : ":\(basePath)")
        }
    }

    /// A query would be sent to every route, and a fragment is for browsers.
    private static func isPath(_ text: String) -> Bool { !text.contains { $0 == "?" || $0 == "#" } }

    private static func withoutSlash(_ path: String) -> String {
        var path = path[...]
        while path.last == "/" { path = path.dropLast() }
        return String(path)
    }

    /// `name`, `name:port`, `[address]` or `[address]:port`.
    private static func split(_ authority: String) -> (host: String, port: Int?)? {
        let host: Substring
        let rest: Substring
        if authority.hasPrefix("[") {
            host = authority.dropFirst().prefix { $0 != "]" }
            rest = authority.dropFirst(host.count + 1)
            guard rest.hasPrefix("]"), host.contains(":") else { return nil }
            return port(rest.dropFirst()).map { (String(host), $0) }
        }
        host = authority.prefix { $0 != ":" }
        rest = authority.dropFirst(host.count)
        guard !host.isEmpty, !host.contains(where: { "@?#[]".contains($0) }) else { return nil }
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
