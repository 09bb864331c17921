import Authentication
import WebTerminalServer

/// Gets the secrets from where the settings say they are, and judges them.
enum SecretReader {
    /// Puts the secrets into the token policy, or adds what is wrong with them to the problems.
    static func read(into builder: inout SettingsBuilder) {
        var secrets: [TokenSecret] = []
        let sources = builder.settings.secrets
        if let single = sources.single {
            let path = if case .file = single { "security.jwt_secret_file" } else { "security.jwt_secret" }
            if let bytes = bytes(of: single, path, subject: "", &builder) { secrets.append(TokenSecret(bytes: bytes)) }
        }
        for named in sources.named {
            let subject = "\(RawValue.quoted(named.keyID)): "
            if let bytes = bytes(of: named.source, "security.jwt_secrets", subject: subject, &builder) {
                secrets.append(TokenSecret(keyID: named.keyID, bytes: bytes))
            }
        }
        builder.update { $0.configuration.security.tokens.secrets = secrets }
    }

    private static func bytes(
        of source: SecretSources.Source, _ path: String, subject: String, _ builder: inout SettingsBuilder
    ) -> [UInt8]? {
        var bytes: [UInt8]
        let place: String
        switch source {
        case .text(let text):
            bytes = Array(text.utf8)
            place = ""
        case .file(let file):
            do throws(FileError) {
                bytes = try ConfigurationFiles.read(file)
            } catch {
                builder.complain(about: path, "\(subject)\(error)")
                return nil
            }
            place = " in \(RawValue.escaped(file))"
        }
        // What editors and `echo` leave at the end is no part of it.
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard bytes.count >= TokenSecret.minimumBytes else {
            builder.complain(
                about: path,
                "\(subject)must have at least \(TokenSecret.minimumBytes) bytes, not \(bytes.count)\(place)")
            return nil
        }
        return bytes
    }
}
