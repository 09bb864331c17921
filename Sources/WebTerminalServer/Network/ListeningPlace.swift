internal import Glibc
internal import Hummingbird
internal import Logging
internal import NIOCore

/// Where the server listens: on a TCP port, or on a unix socket in its place.
enum ListeningPlace: Sendable {
    case tcp(host: String, port: Int)
    case unix(UnixSocket)

    init(_ server: Configuration.Server) throws(InvalidSetting) {
        guard let path = server.unixSocket else {
            self = .tcp(host: server.host, port: server.port)
            return
        }
        guard server.tls == nil else {
            throw InvalidSetting(
                key: "server.unix_socket", message: "nothing on this machine needs [server.tls] to talk to it")
        }
        self = .unix(try UnixSocket(path: path, mode: server.unixSocketMode))
    }

    var address: BindAddress {
        switch self {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let socket): .unixDomainSocket(path: socket.path)
        }
    }

    /// Before the bind, which would replace any socket.
    func prepare() throws(SystemFailure) {
        if case .unix(let socket) = self { try socket.checkFree() }
    }

    /// Behind the bind.
    func isOpen(_ logger: Logger) {
        guard case .unix(let socket) = self else { return }
        do throws(SystemFailure) {
            try socket.restrict()
        } catch {
            logger.error("the mode of the unix socket cannot be set", metadata: ["error": "\(error)"])
        }
    }
}

extension ListeningPlace: CustomStringConvertible {
    var description: String {
        switch self {
        case .tcp(let host, let port): "\(host):\(port)"
        case .unix(let socket): socket.path
        }
    }
}

/// Why no connection can be accepted.
public struct ListenError: Error, CustomStringConvertible {
    /// `host:port`, or the path of a socket.
    public var place: String
    /// What the system said.
    public var cause: any Error

    public var description: String {
        let reason =
            switch cause {
            case let error as IOError: String(cString: strerror(error.errnoCode))
            default: "\(cause)"
            }
        return "cannot listen on \(place): \(reason)"
    }
}
