internal import NIOCore

/// The other end of a connection, which is a client or a proxy.
enum Peer: Hashable, Sendable {
    case address(IPAddress)
    /// A process on this machine, through the unix socket.
    case unix
    /// The connection was gone before anybody asked where it came from.
    case unknown

    init(_ address: SocketAddress?) {
        self =
            switch address {
            case .unixDomainSocket: .unix
            case .some(let address): address.ipAddress.flatMap { IPAddress($0) }.map(Peer.address) ?? .unknown
            case nil: .unknown
            }
    }
}

extension Peer: CustomStringConvertible {
    /// What logs and trails say.
    var description: String {
        switch self {
        case .address(let address): address.description
        case .unix: "unix"
        case .unknown: "unknown"
        }
    }
}
