import Authentication
import WebTerminalServer

/// Reads the settings of a running server again, and hands it what can change. Used from one thread.
struct SettingsReloader {
    private var reload: SettingsReload
    private let read: () throws -> Settings
    private let server: TerminalServer
    private let logging: LoggingControl
    /// The secrets of a server that nobody gave one: they are as good as long as it runs.
    private let ownSecrets: [TokenSecret]

    /// - Parameters:
    ///   - started: what the settings were at the start.
    ///   - configuration: what the server was started with, which has a secret even if `started` has none.
    ///   - read: gets the settings from where they come from; a `CommandFailure` says what is wrong with them.
    init(
        started: Settings, configuration: Configuration, server: TerminalServer, logging: LoggingControl,
        read: @escaping () throws -> Settings
    ) {
        reload = SettingsReload(started: started)
        ownSecrets = started.configuration.security.tokens.secrets.isEmpty ? configuration.security.tokens.secrets : []
        self.server = server
        self.logging = logging
        self.read = read
    }

    /// Takes over what is different and can be; otherwise keeps everything as it is. Says either in the log.
    mutating func run() {
        do {
            let new = try read()
            do {
                try take(new)
            } catch let error as InvalidSetting {
                throw CommandFailure(error, in: new)
            }
        } catch let failure as CommandFailure {
            reject(failure.lines.joined(separator: "; "))
        } catch {
            reject("\(error)")
        }
    }

    private mutating func take(_ new: Settings) throws {
        var configuration = new.configuration
        if configuration.security.tokens.secrets.isEmpty {
            guard !ownSecrets.isEmpty else {
                throw CommandFailure("there is no secret any more; a server that has one does not go on without")
            }
            configuration.security.tokens.secrets = ownSecrets
        }
        let changes = reload.changes(to: new)
        configuration.described = reload.describe(new)
        try server.apply(configuration)
        logging.apply(new.logging)
        reload.accept(new)
        server.record(.applied(changed: changes.applied, pending: changes.pending))
    }

    private func reject(_ reason: String) { server.record(.rejected(reason)) }
}
