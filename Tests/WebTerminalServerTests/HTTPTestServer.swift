import Authentication
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Sessions
import Synchronization

@testable import WebTerminalServer

/// A server on a port of its own, whose tokens are `token-` and a user's name. That of the user `expiring` is good for
/// two hundred seconds.
struct HTTPTestServer: Sendable {
    let port: Int
    let registry: SessionRegistry
    let log: RequestLog
    let services: ServiceGroup
    /// Handshakes that were let in.
    let upgrades: Upgrades

    final class Upgrades: Sendable {
        private let list = Mutex<[UpgradeAcceptance]>([])
        var all: [UpgradeAcceptance] { list.withLock { $0 } }
        func add(_ acceptance: UpgradeAcceptance) { list.withLock { $0.append(acceptance) } }
    }

    /// Starts a server, runs `body`, and stops the server, gracefully.
    static func run(
        _ configure: (inout Configuration) -> Void = { _ in },
        _ body: @escaping @Sendable (HTTPTestServer) async throws -> Void
    ) async throws {
        var configuration = Configuration()
        configuration.server.port = 0
        configuration.server.drainSeconds = 5
        configure(&configuration)
        let loops = MultiThreadedEventLoopGroup.singleton
        let registry = SessionRegistry(
            settings: SessionSettings(), limits: SessionLimits(), spawner: FakeSpawner(), eventLoops: loops)
        let log = RequestLog()
        let upgrades = Upgrades()
        let settings = configuration
        try await withRunning { onListening in
            try TerminalServer(
                configuration: settings,
                authentication: BearerAuthentication(
                    authenticate: Self.identity, observer: LogObserver(logger: log.logger)), registry: registry,
                eventLoops: loops,
                logger: log.logger,
                install: { _, acceptance in
                    upgrades.add(acceptance)
                    return [EchoHandler()]
                },
                onListening: onListening)
        } _: { running in
            try await body(
                HTTPTestServer(
                    port: running.port, registry: registry, log: log, services: running.services, upgrades: upgrades))
        }
    }

    private static func identity(_ token: String) throws(TokenError) -> Identity {
        guard token.hasPrefix("token-") else { throw .signature }
        let user = String(token.dropFirst("token-".count))
        let role = Role(rawValue: user) ?? .user
        // Two hundred seconds from now, or never.
        let expiresAt = user == "expiring" ? Int64(Clocks.system.wall()) + 200 : 4_102_444_800
        return Identity(userID: user, role: role, expiresAt: expiresAt)
    }
}

/// A WebSocket's handlers in these tests: bytes go back as they came.
private final class EchoHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.write(data, promise: nil) }
    func channelReadComplete(context: ChannelHandlerContext) { context.flush() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent || event as? ChannelEvent == .inputClosed { context.close(promise: nil) }
    }
}

/// Keeps what is logged of requests.
final class RequestLog: Sendable {
    private let lines = Mutex<[Logger.Metadata]>([])

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(log: self) }
        logger.logLevel = .debug
        return logger
    }

    /// Paths of the requests that were answered without an error.
    var served: [String] {
        lines.withLock { lines in
            lines.filter { Int("\($0["status"] ?? "")").map { $0 < 400 } ?? false }.map { "\($0["path"] ?? "")" }
        }
    }

    var text: String { lines.withLock { "\($0)" } }

    private struct Handler: LogHandler {
        let log: RequestLog
        var logLevel = Logger.Level.debug
        var metadata = Logger.Metadata()

        init(log: RequestLog) { self.log = log }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = event.metadata ?? [:]
            log.lines.withLock { $0.append(metadata.merging(["message": "\(event.message)"]) { $1 }) }
        }
    }
}

/// Waits until something is so; the test's time limit is what ends it otherwise.
func eventually(_ isSo: @Sendable () async throws -> Bool) async throws {
    while !(try await isSo()) { try await Task.sleep(for: .milliseconds(5)) }
}
