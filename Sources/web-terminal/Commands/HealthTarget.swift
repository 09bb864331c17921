import TerminalClient
import WebTerminalServer

/// Where a server listens, as its health check has to address it.
struct HealthTarget: Equatable, CustomStringConvertible {
    /// The base path is in `path`.
    var address: ServerAddress
    /// The target of the request.
    var path = Self.defaultPath

    private static let defaultPath = "/health"

    /// From `http://host[:port][/path]`, `https://…` or `unix:/path`; nil for all else.
    init?(_ url: String) {
        guard let given = ServerAddress(url) else { return nil }
        address = ServerAddress(given.place, isTLS: given.isTLS)
        // An address like the one that `start` prints ends in the page's path.
        path = given.basePath.isEmpty ? Self.defaultPath : given.basePath
    }

    /// The server that is configured so, on this machine.
    init(serving server: Configuration.Server) {
        if let path = server.unixSocket {
            address = ServerAddress(.unix(path: path), isTLS: server.tls != nil)
            return
        }
        let host =
            switch server.host {
            case "0.0.0.0", "*", "": "127.0.0.1"
            case "::": "::1"
            default: server.host
            }
        address = ServerAddress(.tcp(host: host, port: server.port), isTLS: server.tls != nil)
    }

    var description: String {
        switch address.place {
        case .tcp: "\(address)\(path)"
        case .unix: "\(address)"
        }
    }
}
