public import Authentication
public import Sessions

/// Everything the server can be told. Only the command line tool reads files, flags and the environment; it
/// makes this value, and everything else takes it, or a part of it, as it is.
public struct Configuration: Sendable {
    public var server = Server()
    public var session = SessionSettings()
    public var limits = SessionLimits()
    public var rates = RateSettings()
    public var security = Security()
    public var page = Page()
    public var metrics = Metrics()
    /// All that was set, as administrators may see it; secrets are not in it.
    public var described: [DescribedSetting] = []

    public init() {}

    /// `[server]`
    public struct Server: Sendable {
        /// The address to listen on: a name or an IP address.
        public var host = "127.0.0.1"
        /// The TCP port to listen on; 0 lets the kernel choose.
        public var port = 8080
        /// The file of a unix socket to listen on instead of host and port; nil: none.
        public var unixSocket: String?
        /// The permissions of that file, in octal: who may write to it may connect.
        public var unixSocketMode = "0660"
        /// The path that everything is served below, such as `/terminal`.
        public var basePath = "/"
        /// Proxies that are believed about where requests come from: addresses, networks such as `10.0.0.0/8`, and
        /// `unix` for all that connect to the unix socket.
        public var trustedProxies: [String] = []
        /// Which headers those proxies set. The other kind is not looked at: a proxy hands it on as a client wrote it.
        public var proxyHeaders = ForwardingHeaders.xForwarded
        /// Those proxies begin every connection with a header of the PROXY protocol, version 1 or 2.
        public var proxyProtocol = false
        /// Encryption by the server itself; nil: none.
        public var tls: TLS?
        /// Event loops that serve sockets; 0: one for each core.
        public var workers = 0
        /// Values of `Host` that are served besides the address listened on (and `localhost` when that is
        /// loopback), as `name` or `name:port`, compared without case.
        public var allowedHosts: [String] = []
        /// Values of `Origin` that may open a WebSocket besides the page's own, such as `https://example.org`.
        public var allowedOrigins: [String] = []
        /// Open connections, of all kinds, at once.
        public var maxConnections = 4096
        /// How long SIGTERM lets shells end by themselves before the server is gone, in seconds.
        public var drainSeconds = 10

        public init() {}
    }

    /// Headers in which proxies say who they speak for.
    public enum ForwardingHeaders: String, Sendable, CaseIterable {
        /// `X-Forwarded-For`, `X-Forwarded-Proto`, `X-Forwarded-Host`.
        case xForwarded = "x-forwarded"
        /// `Forwarded` (RFC 7239).
        case forwarded
    }

    /// `[server.tls]`
    public struct TLS: Sendable {
        public var identity: TLSIdentity
        /// For how long a browser that was here shall refuse to come back without TLS, in seconds; 0: it is not told.
        public var hstsSeconds = Self.defaultHSTSSeconds

        /// 180 days.
        public static let defaultHSTSSeconds = 15_552_000

        public init(identity: TLSIdentity) { self.identity = identity }
    }

    /// `[security]`
    public struct Security: Sendable {
        public var tokens: TokenPolicy
        /// Whether admins may do everything with the sessions of others, and not only look on and end them.
        public var adminControl = false
        /// Where pages fetch a fresh token, as `TokenURL` has it; nil: nowhere.
        public var tokenURL: String?
        public init(tokens: TokenPolicy = TokenPolicy(secrets: [])) { self.tokens = tokens }
    }

    /// `[metrics]`
    public struct Metrics: Sendable {
        /// Whether anything is counted at all.
        public var isEnabled = true
        /// Where Prometheus finds it.
        public var path = "/metrics"
        /// Whether scrapers have to show a token: the one below, or an admin's.
        public var requiresToken = false
        /// Nil: those of admins are the only ones.
        public var token: MetricsToken?
        /// Whether every session has series of its own.
        public var perSession = false
        public init() {}
    }

    /// `[static]`
    public struct Page: Sendable {
        /// A directory to serve the page from; nil: what is embedded in the binary.
        public var directory: String?
        public init() {}
    }
}
