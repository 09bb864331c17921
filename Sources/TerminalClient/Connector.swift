internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Makes the connections of a client.
struct Connector: Sendable {
    var address: ServerAddress
    var trust: TLSTrust
    /// Whether the connection stays open when the other side says no more: a WebSocket has a goodbye to send.
    var allowsHalfClosure = false

    /// - Parameter configure: adds what comes above TLS, on the event loop, before the connection is there.
    func connect(
        on eventLoop: any EventLoop, timeout: TimeAmount,
        _ configure: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel> {
        let (address, trust) = (address, trust)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(timeout)
            .channelOption(.allowRemoteHalfClosure, value: allowsHalfClosure)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if address.isTLS {
                        let host: String? = if case .tcp(let host, _) = address.place { host } else { nil }
                        try channel.pipeline.syncOperations.addHandler(trust.handler(host: host))
                    }
                    try configure(channel)
                }
            }
        let connection =
            switch address.place {
            case .tcp(let host, let port):
                bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1).connect(host: host, port: port)
            case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
            }
        return connection.flatMapErrorThrowing { error in
            let reason = Self.reason(error)
            if case .noAnswerInTime = reason { throw ClientError.unreachable("no connection in time") }
            throw reason
        }
    }

    /// What went wrong, in the system's words where it had some.
    static func reason(_ error: any Error) -> ClientError {
        switch error {
        case let error as ClientError: return error
        case let error as NIOConnectionError:
            guard let first = error.connectionErrors.first else { return .unreachable("unknown host") }
            return reason(first.error)
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE: return .cutOff
        case let error as IOError: return .unreachable(String(cString: strerror(error.errnoCode)))
        case ChannelError.connectTimeout: return .noAnswerInTime
        case is HTTPParserError: return .notHTTP
        case is NIOSSLError, is BoringSSLError: return .unreachable("TLS: \(tlsReason(error))")
        default: return .unreachable("\(error)")
        }
    }

    /// BoringSSL's word for what went wrong, such as CERTIFICATE_VERIFY_FAILED. What there is around it speaks of the files
    /// of its source.
    private static func tlsReason(_ error: any Error) -> String {
        let account = "\(error)"
        guard let prefix = account.firstRange(of: "OPENSSL_internal:") else { return account }
        return String(account[prefix.upperBound...].prefix { $0 != " " && $0 != "]" })
    }
}
