import NIOCore
import NIOSSL

/// TLS for a test's client. It believes every certificate, and tells which one it was shown.
public struct ClientTLS: Sendable {
    private let isShown: @Sendable (_ certificate: [UInt8]) -> Void

    /// - Parameter isShown: gets the server's own certificate in DER form, once for each connection that does not go on
    ///   with an older one's keys.
    public init(isShown: @escaping @Sendable (_ certificate: [UInt8]) -> Void = { _ in }) { self.isShown = isShown }

    /// The handler that belongs next to the socket.
    func handler() throws -> any ChannelHandler {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .noHostnameVerification
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLClientHandler(
            context: try NIOSSLContext(configuration: configuration), serverHostname: nil,
            customVerificationCallback: { [isShown] certificates, promise in
                if let bytes = try? certificates.first?.toDERBytes() { isShown(bytes) }
                promise.succeed(.certificateVerified)
            })
    }
}
