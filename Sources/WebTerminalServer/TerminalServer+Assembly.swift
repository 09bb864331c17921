public import AuditTrail
internal import Authentication
internal import CoreMetrics
public import Logging
public import NIOCore

internal import Glibc
internal import PrometheusExporter
internal import PseudoTerminal
public import SessionRecording
internal import Sessions
internal import WebSockets
internal import Workspaces

extension TerminalServer {
    /// A server with all of its parts: tokens as configured, terminals by `forkpty`, the system's clocks.
    ///
    /// - Parameters:
    ///   - version: told to clients.
    ///   - inheritedEnvironment: the server's own variables, of which a shell gets what `ChildEnvironment` lets
    ///     through.
    ///   - eventLoops: serve the sockets; belong to the caller. `server.workers` says how many.
    ///   - observers: are told what the server does, besides the log.
    ///   - audit: keeps a trail of it; nil: there is none.
    ///   - recorder: records all sessions; nil: none is recorded.
    ///   - onListening: is told the address once connections are accepted.
    /// - Throws: `PolicyError` or `InvalidSetting` for a configuration that cannot be used.
    public init(
        configuration: Configuration, version: String, inheritedEnvironment: [String: String] = [:],
        eventLoops: any EventLoopGroup, logger: Logger, observers: [any ServerObserver] = [],
        audit: AuditTrail? = nil, recorder: SessionRecorder? = nil,
        onListening: @escaping @Sendable (SocketAddress) async -> Void = { _ in }
    ) throws {
        let clocks = Clocks.system
        let authenticator = Authenticator(
            verifier: try TokenVerifier(policy: configuration.security.tokens), now: { Int64(clocks.wall()) })
        let metrics = configuration.metrics.isEnabled ? try ServerMetrics(version: version) : nil
        let own: [(any ServerObserver)?] = [
            LogObserver(logger: logger), metrics.map(MetricsObserver.init), audit.map(AuditObserver.init),
        ]
        let observer = ServerObservers(all: own.compactMap(\.self) + observers)
        let registry = SessionRegistry(
            settings: configuration.session, limits: configuration.limits, spawner: ForkedTerminalSpawner(),
            eventLoops: eventLoops, inheritedEnvironment: inheritedEnvironment, clocks: clocks,
            observer: SessionEventForwarder(server: observer), meters: metrics?.sessionMeters,
            makeTap: recorder?.tapMaker, workspaces: WorkspaceRoot(path: Self.workspaceRoot(configuration.session)))
        let open = OpenRelays()
        let departures = Departures()
        let sharing = Sharing(registry: registry, clocks: clocks, observer: observer) { shareID, end in
            open.end(shareID: shareID, end)
            departures.review()
        }
        let authentication = BearerAuthentication(
            authenticate: { token throws(TokenError) in try authenticator.authenticate(token) },
            isAllowed: authenticator.allows, observer: observer,
            limits: RequestLimits(
                try RateRules(configuration.rates, proxies: configuration.server.trustedProxies),
                now: clocks.monotonic, observer: observer),
            sharing: sharing)
        let access = SessionAccess(
            registry: registry, observer: observer,
            policy: AccessPolicy(adminControl: configuration.security.adminControl))
        let tokenURL = Replaceable<TokenURL?>(nil)
        let relay = RelayContext(
            registry: registry, authentication: authentication, access: access, observer: observer, open: open,
            wallClock: clocks.wall, version: version, tokenURL: tokenURL, metrics: metrics)
        let measuring = try metrics.map { metrics in
            try Measuring(
                metrics, registry, eventLoops: eventLoops, clocks: clocks,
                perSession: configuration.metrics.perSession, audit: audit, recorder: recorder)
        }
        try self.init(
            configuration: configuration, authentication: authentication, access: access, registry: registry,
            eventLoops: eventLoops, logger: logger,
            install: { channel, acceptance in
                [
                    WebSocketHandler(),
                    RelayHandler(
                        server: relay, principal: acceptance.principal, requester: acceptance.requester,
                        eventLoop: channel.eventLoop),
                ]
            },
            replaceTokenPolicy: { policy throws(PolicyError) in
                try authenticator.replacePolicy(with: policy)
            },
            checkPermissions: {
                sharing.checkPermissions(access, authenticator.allows)
                open.checkPermissions()
                departures.review()
            },
            departures: departures, measuring: measuring, version: version, tokenURL: tokenURL,
            onListening: onListening)
    }

    /// Without a setting one that is this user's own: in /tmp, where everybody may write, another's would be refused.
    private static func workspaceRoot(_ session: SessionSettings) -> String {
        session.workspaceRoot ?? "/tmp/web-terminal-\(geteuid())"
    }

    /// Lets what libraries count through swift-metrics appear among our own. Once in a process at most.
    public func exportLibraryMetrics() {
        guard let measuring else { return }
        MetricsSystem.bootstrap(PrometheusMetricsFactory(registry: measuring.metrics.registry))
    }

    /// Kills every process of every session and waits for none of them: for a server that has to be gone at once.
    public static func killAllSessions() { ForkedTerminal.killAll() }
}
