public import Authentication
public import Logging
public import NIOCore
public import ServiceLifecycle
public import Sessions

internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import Synchronization

/// The server: everything that one port answers, from the listening socket to its end.
///
/// On graceful shutdown it stops to accept at once, `/ready` says so on connections that are still there, sessions
/// get the time that `server.drain_seconds` gives them, and then `run` returns.
public struct TerminalServer: Service {
    private let configuration: Configuration
    private let registry: SessionRegistry
    private let eventLoops: any EventLoopGroup
    private let logger: Logger
    private let status = ServerStatus()
    private let rules: HTTPGuard
    private let upgrade: UpgradePolicy
    private let page: any PageSource
    private let onListening: @Sendable (SocketAddress) async -> Void

    /// For how long answers that are on their way hold up the end, once all sessions are gone.
    private static let lastAnswersGrace = Duration.seconds(1)

    /// - Parameters:
    ///   - eventLoops: serve the sockets; belong to the caller. `server.workers` says how many.
    ///   - install: makes the handlers of a WebSocket.
    ///   - onListening: is told the address once connections are accepted.
    /// - Throws: `InvalidSetting` for lists that cannot be read, and for a directory that is none.
    public init(
        configuration: Configuration, authenticator: Authenticator, registry: SessionRegistry,
        eventLoops: any EventLoopGroup, logger: Logger, install: @escaping WebSocketInstall,
        onListening: @escaping @Sendable (SocketAddress) async -> Void = { _ in }
    ) throws(InvalidSetting) {
        try self.init(
            configuration: configuration,
            authenticate: { token throws(TokenError) in try authenticator.authenticate(token) }, registry: registry,
            eventLoops: eventLoops, logger: logger, install: install, onListening: onListening)
    }

    init(
        configuration: Configuration, authenticate: @escaping @Sendable (String) throws(TokenError) -> Identity,
        registry: SessionRegistry, eventLoops: any EventLoopGroup, logger: Logger, install: @escaping WebSocketInstall,
        onListening: @escaping @Sendable (SocketAddress) async -> Void
    ) throws(InvalidSetting) {
        self.configuration = configuration
        self.registry = registry
        self.eventLoops = eventLoops
        self.logger = logger
        self.onListening = onListening
        let server = configuration.server
        rules = HTTPGuard(hosts: try HostPolicy(listened: server.host, allowed: server.allowedHosts))
        upgrade = UpgradePolicy(
            origins: try OriginPolicy(allowed: server.allowedOrigins), status: status,
            authentication: BearerAuthentication(authenticate: authenticate), install: install)
        if let directory = configuration.page.directory {
            page = try DirectoryPage(path: directory)
        } else {
            page = EmbeddedPage()
        }
    }

    /// Serves until graceful shutdown or cancellation.
    ///
    /// - Throws: `ListenError` when the address cannot be listened on.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Step.self) { steps in
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

    private enum Step {
        /// All connections are closed.
        case served
        /// All sessions are gone, or had their time.
        case drained
        /// Some answers are not written yet, and nobody waits for them any longer.
        case overdue
        /// The sessions' clock has stopped, because everything has.
        case swept
    }

    private func serve() async throws {
        let server = configuration.server
        let listening = Atomic(false)
        do {
            try await application { address in
                listening.store(true, ordering: .relaxed)
                await onListening(address)
            }.run()
        } catch  where !listening.load(ordering: .relaxed) && !(error is CancellationError) {
            throw ListenError(host: server.host, port: server.port, cause: error)
        }
    }

    private func application(
        onListening: @escaping @Sendable (SocketAddress) async -> Void
    ) -> some ApplicationProtocol {
        let server = configuration.server
        let (rules, upgrade, logger) = (rules, upgrade, logger)
        // Hummingbird speaks at the levels below of what concerns only its own parts.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return Application(
            router: router(),
            server: HTTPServerBuilder { responder in
                HTTPConnectionChannel(responder: responder, rules: rules, upgrade: upgrade, requestLogger: logger)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(server.host, port: server.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(server.maxConnections, logger: quiet)),
            onServerRunning: { channel in
                if let address = channel.localAddress { await onListening(address) }
            },
            eventLoopGroupProvider: .shared(eventLoops), logger: quiet)
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: ErrorMiddleware(logger: logger))
        let authentication = upgrade.authentication
        let probes = StatusRoutes(status: status, authentication: authentication)
        probes.addProbes(to: router)
        let api = router.group("api/v1")
        probes.addProbes(to: api)
        probes.addIdentity(to: api)
        SessionRoutes(registry: registry, authentication: authentication).add(to: api)
        PageRoutes(source: page).add(to: router)
        return router
    }
}

/// Why no connection can be accepted.
public struct ListenError: Error, CustomStringConvertible {
    public var host: String
    public var port: Int
    /// What the system said.
    public var cause: any Error

    public var description: String {
        let reason =
            switch cause {
            case let error as IOError: String(cString: strerror(error.errnoCode))
            default: "\(cause)"
            }
        return "cannot listen on \(host):\(port): \(reason)"
    }
}
