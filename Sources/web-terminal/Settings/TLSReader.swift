import WebTerminalServer

/// Gets certificate and key from where the settings say they are, and judges them.
enum TLSReader {
    private static let certificate = "server.tls.certificate"
    private static let privateKey = "server.tls.private_key"

    /// Puts them into the configuration, or adds what is wrong with them to the problems.
    static func read(into builder: inout SettingsBuilder) {
        let tls = builder.settings.tls
        switch (tls.certificate, tls.privateKey) {
        case (nil, nil): return
        case (_?, nil): builder.complain(about: certificate, "is of no use without \(privateKey)")
        case (nil, _?): builder.complain(about: privateKey, "is of no use without \(certificate)")
        case (let chain?, let key?): read(chain, key, into: &builder)
        }
    }

    private static func read(_ chain: String, _ key: String, into builder: inout SettingsBuilder) {
        // Both, so that who has two mistakes hears of both.
        let chainBytes = bytes(of: chain, certificate, &builder)
        guard let keyBytes = bytes(of: key, privateKey, &builder), let chainBytes else { return }
        guard !ConfigurationFiles.isOpenToOthers(key) else {
            let name = RawValue.escaped(key)
            return builder.complain(about: privateKey, "must not be open to all users; chmod o= \(name)")
        }
        do throws(TLSIdentity.Problem) {
            var settings = Configuration.TLS(
                identity: try TLSIdentity(certificates: chainBytes, privateKey: keyBytes))
            settings.hstsSeconds = builder.settings.tls.hstsSeconds
            let made = settings
            builder.update { $0.configuration.server.tls = made }
        } catch {
            switch error {
            case .certificate(let problem):
                builder.complain(about: certificate, "\(RawValue.escaped(chain)) \(problem)")
            case .privateKey(let problem):
                builder.complain(about: privateKey, "\(RawValue.escaped(key)) \(problem)")
            }
        }
    }

    private static func bytes(of file: String, _ path: String, _ builder: inout SettingsBuilder) -> [UInt8]? {
        do throws(FileError) {
            return try ConfigurationFiles.read(file)
        } catch {
            builder.complain(about: path, "\(error)")
            return nil
        }
    }
}
