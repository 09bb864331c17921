internal import Authentication
public import Logging
public import NIOCore

internal import PseudoTerminal
internal import Sessions
internal import WebSockets

extension TerminalServer {
    /// A server with all of its parts: tokens as configured, terminals by `forkpty`, the system's clocks.
    ///
    /// - Parameters:
    ///   - version: told to clients.
    ///   - inheritedEnvironment: the server's own variables, of which a shell gets what `ChildEnvironment` lets
    ///     through.
    ///   - eventLoops: serve the sockets; belong to the caller. `server.workers` says how many.
    ///   - onListening: is told the address once connections are accepted.
    /// - Throws: `PolicyError` or `InvalidSetting` for a configuration that cannot be used.
    public init(
        configuration: Configuration, version: String, inheritedEnvironment: [String: String] = [:],
        eventLoops: any EventLoopGroup, logger: Logger,
        onListening: @escaping @Sendable (SocketAddress) async -> Void = { _ in }
    ) throws {
        let clocks = Clocks.system
        let authenticator = Authenticator(
            verifier: try TokenVerifier(policy: configuration.security.tokens), now: { Int64(clocks.wall()) })
        let registry = SessionRegistry(
            settings: configuration.session, limits: configuration.limits, spawner: ForkedTerminalSpawner(),
            eventLoops: eventLoops, inheritedEnvironment: inheritedEnvironment, clocks: clocks)
        let relay = RelayContext(
            registry: registry, authenticator: authenticator, wallClock: clocks.wall, version: version)
        try self.init(
            configuration: configuration, authenticator: authenticator, registry: registry, eventLoops: eventLoops,
            logger: logger,
            install: { channel, acceptance in
                [
                    WebSocketHandler(),
                    RelayHandler(server: relay, identity: acceptance.identity, eventLoop: channel.eventLoop),
                ]
            },
            onListening: onListening)
    }

    /// Kills every process of every session and waits for none of them: for a server that has to be gone at once.
    public static func killAllSessions() { ForkedTerminal.killAll() }
}
