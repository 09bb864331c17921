internal import Authentication
internal import Logging
internal import NIOCore
public import ServiceLifecycle
internal import Sessions

internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Synchronization

/// The server: everything that one port answers, from the listening socket to its end.
///
/// On graceful shutdown it stops to accept at once, `/ready` says so on connections that are still there, sessions
/// get the time that `server.drain_seconds` gives them, and then `run` returns.
public struct TerminalServer: Service {
    private let configuration: Configuration
    let registry: SessionRegistry
    private let eventLoops: any EventLoopGroup
    private let logger: Logger
    private let status = ServerStatus()
    private let departures: Departures
    let rules: Replaceable<HTTPGuard>
    let upgrade: UpgradePolicy
    let access: SessionAccess
    /// What administrators may know of the configuration.
    let described: Replaceable<[DescribedSetting]>
    private let version: String
    let replaceTokenPolicy: @Sendable (TokenPolicy) throws(PolicyError) -> Void
    /// Sends away who may not be here any more.
    let checkPermissions: @Sendable () -> Void
    private let page: any PageSource
    /// Nil: nothing is counted.
    let measuring: Measuring?
    let metricsToken: Replaceable<MetricsToken?>
    /// Where pages fetch fresh tokens.
    let tokenURL: Replaceable<TokenURL?>
    private let metricsRoutes: MetricsRoutes?
    private let listening: ListeningPlace
    /// Nil: connections are not encrypted.
    private let tls: CurrentTLSIdentity?
    private let onListening: @Sendable (SocketAddress) async -> Void

    /// For how long answers that are on their way hold up the end, once all sessions are gone.
    private static let lastAnswersGrace = Duration.seconds(1)

    /// - Parameters:
    ///   - eventLoops: serve the sockets; belong to the caller. `server.workers` says how many.
    ///   - tokenURL: gets what the configuration says, now and when it is applied anew.
    ///   - install: makes the handlers of a WebSocket.
    ///   - onListening: is told the address once connections are accepted.
    /// - Throws: `InvalidSetting` for lists that cannot be read, and for a directory that is none.
    init(
        configuration: Configuration, authentication: BearerAuthentication, access: SessionAccess? = nil,
        registry: SessionRegistry, eventLoops: any EventLoopGroup, logger: Logger, install: @escaping WebSocketInstall,
        replaceTokenPolicy: @escaping @Sendable (TokenPolicy) throws(PolicyError) -> Void = { _ in },
        checkPermissions: @escaping @Sendable () -> Void = {}, departures: Departures = Departures(),
        measuring: Measuring? = nil, version: String = "", tokenURL: Replaceable<TokenURL?> = Replaceable(nil),
        onListening: @escaping @Sendable (SocketAddress) async -> Void
    ) throws(InvalidSetting) {
        self.configuration = configuration
        self.registry = registry
        self.access = access ?? SessionAccess(registry: registry, observer: authentication.observer)
        described = Replaceable(configuration.described)
        self.version = version
        self.eventLoops = eventLoops
        self.logger = logger
        self.onListening = onListening
        let server = configuration.server
        self.replaceTokenPolicy = replaceTokenPolicy
        self.checkPermissions = checkPermissions
        self.departures = departures
        self.tokenURL = tokenURL
        tokenURL.replace(with: try configuration.security.checkedTokenURL)
        var rules = try HTTPGuard(server)
        rules.contentSecurityPolicy = SecurityHeaders.contentSecurityPolicy(tokensFrom: tokenURL.current?.origin)
        rules.maxUploadBytes = configuration.limits.maxUploadBytes
        self.rules = Replaceable(rules)
        listening = try ListeningPlace(server)
        tls = server.tls.map { CurrentTLSIdentity($0.identity) }
        upgrade = UpgradePolicy(
            origins: Replaceable(try OriginPolicy(allowed: server.allowedOrigins)), status: status,
            authentication: authentication, install: install)
        self.measuring = measuring
        metricsToken = Replaceable(configuration.metrics.token)
        if let measuring {
            metricsRoutes = try MetricsRoutes(
                measuring.metrics.registry, configuration.metrics, token: metricsToken, authentication: authentication)
        } else {
            metricsRoutes = nil
        }
        if let directory = configuration.page.directory {
            page = try DirectoryPage(path: directory)
        } else {
            page = EmbeddedPage()
        }
    }

    /// Serves until graceful shutdown or cancellation.
    ///
    /// - Throws: `ListenError` when the address cannot be listened on, `WorkspaceRootError` when sessions cannot have
    ///   their files where they should.
    public func run() async throws {
        try registry.prepareWorkspaces()
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Step.self) { steps in
                steps.addTask {
                    await sweepWorkspaces()
                    return .swept
                }
                steps.addTask {
                    try await serve()
                    return .served
                }
                steps.addTask {
                    try await gracefulShutdown()
                    await registry.shutDown(within: .seconds(configuration.server.drainSeconds))
                    return .drained
                }
                steps.addTask {
                    await registry.run()
                    return .swept
                }
                if let sharing = upgrade.authentication.sharing {
                    steps.addTask {
                        await sharing.run()
                        return .swept
                    }
                }
                if let measuring {
                    steps.addTask {
                        await measuring.run()
                        return .swept
                    }
                }
                var isServed = false
                var isDrained = false
                while !(isServed && isDrained), let step = try await steps.next() {
                    switch step {
                    case .served:
                        isServed = true
                    case .drained:
                        isDrained = true
                        steps.addTask {
                            try await Task.sleep(for: Self.lastAnswersGrace)
                            return .overdue
                        }
                    case .overdue:
                        isServed = true
                    case .swept:
                        break
                    }
                }
                steps.cancelAll()
            }
        } onGracefulShutdown: {
            status.startDraining()
        }
    }

    /// How often the sessions' clock has ticked, about once a second while `run` lasts.
    public var sweepCount: Int { registry.sweepCount }

    private enum Step {
        /// All connections are closed.
        case served
        /// All sessions are gone, or had their time.
        case drained
        /// Some answers are not written yet, and nobody waits for them any longer.
        case overdue
        /// The sessions' clock, or what measures, has stopped, because everything has.
        case swept
    }

    private func sweepWorkspaces() async {
        let (removed, left) = await registry.sweepWorkspaces()
        if removed > 0 {
            logger.info("workspaces_swept", metadata: ["removed": "\(removed)"])
        }
        for name in left {
            logger.warning(
                "workspace_left", metadata: ["session_id": "\(name)", "hint": "a mount, or files of another user"])
        }
    }

    private func serve() async throws {
        let isListening = Atomic(false)
        do {
            try listening.prepare()
            try await application { address in
                isListening.store(true, ordering: .relaxed)
                warnOfCertificate()
                await onListening(address)
            }.run()
        } catch  where !isListening.load(ordering: .relaxed) && !(error is CancellationError) {
            throw ListenError(place: listening.description, cause: error)
        }
    }

    private func application(
        onListening: @escaping @Sendable (SocketAddress) async -> Void
    ) -> some ApplicationProtocol {
        let server = configuration.server
        let logger = logger
        let (rules, upgrade, tls, listening, departures) = (rules, upgrade, tls, listening, departures)
        // Hummingbird speaks at the levels below of what concerns only its own parts.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return Application(
            router: router(),
            server: HTTPServerBuilder { responder in
                let http = HTTPConnectionChannel(
                    responder: responder, rules: rules, upgrade: upgrade, observer: upgrade.authentication.observer,
                    departures: departures)
                guard let tls else { return http }
                return try TLSChannel(http, tlsConfiguration: tls.configuration)
            },
            configuration: ApplicationConfiguration(
                address: listening.address, serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(server.maxConnections, logger: quiet)),
            onServerRunning: { channel in
                guard let address = channel.localAddress else { return }
                listening.isOpen(logger)
                await onListening(address)
            },
            eventLoopGroupProvider: .shared(eventLoops), logger: quiet)
    }

    /// Everything that is answered, but for the upgrade.
    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: ErrorMiddleware(logger: logger))
        let authentication = upgrade.authentication
        let probes = StatusRoutes(status: status, authentication: authentication)
        probes.addProbes(to: router)
        let api = router.group("api/v1")
        probes.addProbes(to: api)
        probes.addIdentity(to: api)
        ServerRoutes(registry: registry, authentication: authentication, settings: described, version: version)
            .add(to: api)
        SessionRoutes(registry: registry, authentication: authentication, access: access).add(to: api)
        DocumentRoutes().add(to: api)
        SummaryRoutes(authentication: authentication, access: access).add(to: api)
        OutputRoutes(authentication: authentication, access: access).add(to: api)
        ScreenRoutes(authentication: authentication, access: access).add(to: api)
        CommandRoutes(authentication: authentication, access: access, departures: departures).add(to: api)
        ControlRoutes(authentication: authentication, access: access, departures: departures).add(to: api)
        if let sharing = authentication.sharing {
            ShareRoutes(
                authentication: authentication, access: access, sharing: sharing,
                basePath: rules.current.basePath
            ).add(to: api)
        }
        ViewerRoutes(authentication: authentication, access: access).add(to: api)
        ProcessRoutes(authentication: authentication, access: access).add(to: api)
        FileRoutes(authentication: authentication, access: access).add(to: api)
        metricsRoutes?.add(to: router, api: api)
        PageRoutes(source: page).add(to: router)
        return router
    }
}

extension TerminalServer: CustomStringConvertible {
    /// What logs call it: by itself it would be everything that it was configured with.
    public var description: String { "web-terminal" }
}

extension TerminalServer {
    /// Shows another certificate to connections that are made from now on. Those that are open keep theirs.
    ///
    /// - Returns: false when the server was started without TLS, which only a restart can change.
    public func reloadCertificate(_ settings: Configuration.TLS?) -> Bool {
        guard let tls, let settings else { return self.tls == nil && settings == nil }
        tls.replace(with: settings.identity)
        warnOfCertificate()
        return true
    }

    /// An expired certificate is served all the same.
    private func warnOfCertificate() {
        guard let complaint = tls?.identity.complaint(now: Int64(time(nil))) else { return }
        logger.warning("TLS: \(complaint)")
    }
}
