internal import NIOCore
internal import NIOSSL

/// The identity that new connections are shown. It changes while connections live; those keep theirs.
final class CurrentTLSIdentity: Sendable {
    private let stored: Replaceable<TLSIdentity>

    init(_ identity: TLSIdentity) { stored = Replaceable(identity) }

    var identity: TLSIdentity { stored.current }

    func replace(with identity: TLSIdentity) { stored.replace(with: identity) }

    /// What all connections are made with. Each asks for the identity when its client has said hello.
    var configuration: TLSConfiguration {
        var configuration = TLSConfiguration.server(identity)
        configuration.sslContextCallback = { [self] _, promise in
            let identity = identity
            var override = NIOSSLContextConfigurationOverride()
            override.certificateChain = identity.chain.map { .certificate($0) }
            override.privateKey = .privateKey(identity.key)
            promise.succeed(override)
        }
        return configuration
    }
}
