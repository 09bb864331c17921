public import Authentication
public import Sessions

/// Everything the server can be told. Only the command line tool reads files, flags and the environment; it
/// makes this value, and everything else takes it, or a part of it, as it is.
public struct Configuration: Sendable {
    public var server = Server()
    public var session = SessionSettings()
    public var limits = SessionLimits()
    public var security = Security()
    public var page = Page()

    public init() {}

    /// `[server]`
    public struct Server: Sendable {
        /// The address to listen on: a name or an IP address.
        public var host = "127.0.0.1"
        /// The TCP port to listen on; 0 lets the kernel choose.
        public var port = 8080
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

    /// `[security]`
    public struct Security: Sendable {
        public var tokens: TokenPolicy
        public init(tokens: TokenPolicy = TokenPolicy(secrets: [])) { self.tokens = tokens }
    }

    /// `[static]`
    public struct Page: Sendable {
        /// A directory to serve the page from; nil: what is embedded in the binary.
        public var directory: String?
        public init() {}
    }
}
