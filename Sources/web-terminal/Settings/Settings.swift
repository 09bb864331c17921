import Authentication
import LineOutput
import Logging
import Sessions
import WebTerminalServer

/// All that a user can set: what the server is told, and what only the commands around it need.
struct Settings: Sendable {
    var configuration = Configuration()
    var logging = LoggingSettings()
    var recording = RecordingSettings()
    /// Where the secrets are to be had. `SecretReader` puts what it finds there into `configuration.security`.
    var secrets = SecretSources()
    /// Where certificate and key are to be had. `TLSReader` puts what it finds there into `configuration.server`.
    var tls = TLSSettings()
    /// The file with the token of scrapers; nil: none. `MetricsTokenReader` puts what it finds there into
    /// `configuration.metrics`.
    var metricsTokenFile: String?
    /// Where each setting that is not at its default was made, by path.
    var origins: [String: SettingOrigin] = [:]
}

/// `[server.tls]`
struct TLSSettings: Sendable {
    /// Paths of PEM files; nil for both: no TLS.
    var certificate: String?
    var privateKey: String?
    var hstsSeconds = Configuration.TLS.defaultHSTSSeconds
}

/// `[logging]`
struct LoggingSettings: Sendable {
    /// What is less important than this is not logged.
    var level = Logger.Level.info
    var format = LogFormat.text
    /// The file that the log goes to; nil: standard error.
    var file: String?
    /// Where the audit trail goes.
    var audit = LineDestination.off

    /// How a log line is written.
    enum LogFormat: String, Sendable, CaseIterable {
        /// `2026-01-31T12:00:00.000Z info message key=value`, for people.
        case text
        /// One JSON object on each line, for programs.
        case json
    }
}

/// `[recording]`
struct RecordingSettings: Sendable {
    /// Where recordings are made; nil: nothing is recorded.
    var directory: String?
    /// The bound on each, in bytes.
    var maximumBytes = 64 << 20
}

/// Where `security.jwt_secret`, `jwt_secret_file` and `jwt_secrets` say that the secrets are.
struct SecretSources: Sendable, Equatable {
    enum Source: Sendable, Equatable {
        /// The secret itself.
        case text(String)
        /// The path of a file that holds the secret and nothing else, a last line feed excepted.
        case file(String)
    }

    struct Named: Sendable, Equatable {
        var keyID: String
        var source: Source
    }

    /// For tokens whatever their `kid`.
    var single: Source?
    /// For tokens with that `kid`, besides `single`.
    var named: [Named] = []
}

// The table of settings speaks of texts and lists; these make the few other types look like them.

extension Settings {
    var algorithmNames: [String] {
        get { configuration.security.tokens.algorithms.map(\.rawValue).sorted() }
        set { configuration.security.tokens.algorithms = Set(newValue.compactMap(TokenAlgorithm.init(rawValue:))) }
    }

    var proxyHeadersName: String {
        get { configuration.server.proxyHeaders.rawValue }
        set {
            configuration.server.proxyHeaders =
                Configuration.ForwardingHeaders(rawValue: newValue) ?? configuration.server.proxyHeaders
        }
    }

    var sessionHomeName: String {
        get { configuration.session.home.rawValue }
        set { configuration.session.home = SessionHome(rawValue: newValue) ?? configuration.session.home }
    }

    var logLevelName: String {
        get { logging.level.rawValue }
        set { logging.level = Logger.Level(rawValue: newValue) ?? logging.level }
    }

    var auditName: String {
        get { logging.audit.description }
        set { logging.audit = LineDestination(newValue) ?? logging.audit }
    }

    var logFormatName: String {
        get { logging.format.rawValue }
        set { logging.format = LoggingSettings.LogFormat(rawValue: newValue) ?? logging.format }
    }
}

extension Set<String> {
    var sortedElements: [String] {
        get { sorted() }
        set { self = Set(newValue) }
    }
}

extension Int64 {
    var int: Int {
        get { Int(self) }
        set { self = Int64(newValue) }
    }
}
