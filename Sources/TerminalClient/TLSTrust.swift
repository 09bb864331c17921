internal import NIOCore
internal import NIOSSL

/// Whom a client believes to be the server.
public enum TLSTrust: Sendable, Equatable {
    /// Whom the system's authorities vouch for, under the name that is connected to.
    case system
    /// Whom one of the authorities in this PEM file vouches for, under that name.
    case authorities(file: String)
    /// Everybody: for a look at whether somebody answers, never for a token.
    case anybody

    /// The handler that belongs next to the socket.
    ///
    /// - Parameter host: what is connected to; nil: a unix socket.
    /// - Throws: `ClientError.unreachable` when the file of authorities cannot be used.
    func handler(host: String?) throws -> NIOSSLClientHandler {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = ["http/1.1"]
        switch self {
        case .system: break
        case .authorities(let file): configuration.trustRoots = .file(file)
        case .anybody: configuration.certificateVerification = .none
        }
        // TLS has names only; the address itself is compared when there is none.
        let name = host.flatMap { Self.isAddress($0) ? nil : $0 }
        let context: NIOSSLContext
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw ClientError.unreachable("TLS cannot be set up: \(error)")
        }
        return try NIOSSLClientHandler(context: context, serverHostname: name)
    }

    private static func isAddress(_ host: String) -> Bool { (try? SocketAddress(ipAddress: host, port: 0)) != nil }
}
