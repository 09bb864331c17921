internal import NIOSSL

/// What the server proves who it is with: a certificate, those that lead from it to one that browsers know, and the
/// private key. Made of the contents of files, all of it checked.
public struct TLSIdentity: Sendable, Equatable {
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey

    /// Why they cannot be used: the end of a sentence that begins with the name of what is wrong.
    public enum Problem: Error, Equatable {
        case certificate(String)
        case privateKey(String)
    }

    /// - Parameters:
    ///   - certificates: PEM: the server's own first.
    ///   - privateKey: PEM, without a passphrase.
    public init(certificates: [UInt8], privateKey: [UInt8]) throws(Problem) {
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(certificates), !chain.isEmpty else {
            throw .certificate("has no certificate in PEM form")
        }
        guard let key = try? NIOSSLPrivateKey(bytes: privateKey, format: .pem) else {
            throw .privateKey("has no private key in PEM form that needs no passphrase")
        }
        self.chain = chain
        self.key = key
        do {
            _ = try NIOSSLContext(configuration: TLSConfiguration.server(self))
        } catch {
            throw .privateKey("is not the key of the first certificate in the chain")
        }
    }

    /// What is wrong with the time in which the certificates are good, in words; nil: nothing. The server serves them
    /// all the same: a browser that complains is better than none that connects.
    ///
    /// - Parameter now: seconds since 1970.
    public func complaint(now: Int64) -> String? {
        for (index, certificate) in chain.enumerated() {
            let which = index == 0 ? "the certificate" : "certificate \(index + 1) of the chain"
            if Int64(certificate.notValidAfter) < now { return "\(which) has expired" }
            if Int64(certificate.notValidBefore) > now { return "\(which) is not valid yet" }
        }
        return nil
    }

    /// When the server's own certificate expires, in seconds since 1970.
    public var expiresAt: Int64 { chain.first.map { Int64($0.notValidAfter) } ?? 0 }
}

extension TLSConfiguration {
    /// TLS 1.2 and 1.3, with forward secrecy and authenticated encryption only, for HTTP/1.1.
    static func server(_ identity: TLSIdentity) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: identity.chain.map { .certificate($0) }, privateKey: .privateKey(identity.key))
        configuration.minimumTLSVersion = .tlsv12
        // Of TLS 1.2: which those of 1.3 are is not for us to say.
        configuration.cipherSuiteValues = [
            .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ]
        configuration.applicationProtocols = ["http/1.1"]
        configuration.shutdownTimeout = HTTPLimits.lingerTimeout
        return configuration
    }
}
