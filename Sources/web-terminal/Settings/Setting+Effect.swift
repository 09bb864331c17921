import Authentication
import WebTerminalServer

extension Setting {
    /// When a change to a setting in a running server takes effect, once the server is told to read its settings again.
    enum Effect: Sendable {
        /// At once, for everybody.
        case immediately
        /// For sessions that are made from then on.
        case newSessions
        /// Not before the server is started again.
        case restart
    }

    /// What is not known to change while the server runs needs a restart.
    var effect: Effect {
        // Sessions that are there hold on to theirs.
        if section == "session", key == "workspace_root" { return .restart }
        if section == "session", !Self.immediate.contains(path) { return .newSessions }
        return Self.immediate.contains(path) || section == "security" ? .immediately : .restart
    }

    private static let metricsTokenFile = "metrics.token_file"

    private static let immediate: Set = [
        "server.allowed_hosts", "server.allowed_origins", "server.trusted_proxies", "server.proxy_headers",
        "server.tls.hsts_seconds", "session.max_per_user", "limits.max_sessions_total",
        "limits.max_viewers_per_session", "limits.max_shares_per_session", "limits.requests_per_second_per_address",
        "limits.requests_burst_per_address", "limits.requests_per_second_per_user", "limits.requests_burst_per_user",
        "limits.messages_per_second_per_connection", "limits.messages_burst_per_connection",
        "limits.bytes_per_second_per_connection", "limits.bytes_burst_per_connection", "limits.penalty_seconds",
        "limits.penalty_threshold_seconds", "limits.penalty_max_seconds", "limits.max_addresses_tracked",
        "limits.max_users_tracked", "limits.exempt_addresses", "server.tls.certificate", "server.tls.private_key",
        "logging.level", "logging.format", metricsTokenFile,
    ]

    /// Whether two settings have the same value here. Secrets are compared, and never shown.
    func isSame(in one: Settings, and other: Settings) -> Bool {
        switch kind {
        case .secret, .secretFile, .namedSecrets:
            // A file may have the same name and other contents.
            one.secrets == other.secrets
                && one.configuration.security.tokens.secrets.elementsEqual(
                    other.configuration.security.tokens.secrets
                ) { $0.keyID == $1.keyID && $0.bytes == $1.bytes }
        default:
            tomlValue(in: one) == tomlValue(in: other)
                && (path != Self.metricsTokenFile
                    || one.configuration.metrics.token == other.configuration.metrics.token)
                && (path != "server.tls.certificate"
                    || one.configuration.server.tls?.identity == other.configuration.server.tls?.identity)
        }
    }
}
