import Authentication
import CPseudoTerminal
import Glibc
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import WebTerminalServer

/// From settings to a server that runs, and to the end of the process.
enum ServerRun {
    /// Says what would keep the server from starting, as far as that can be told without listening.
    static func check(_ settings: Settings) throws(CommandFailure) {
        let (configuration, _) = try prepare(settings)
        _ = try server(configuration, settings, MultiThreadedEventLoopGroup(numberOfThreads: 1)) { _ in }
    }

    /// Runs until a signal or a failure ends the server, then ends the process.
    static func run(_ settings: Settings) throws(CommandFailure) -> Never {
        let (configuration, link) = try prepare(settings)
        // Every thread from here on leaves the signals to this one.
        let signals = SignalWaiter()
        // A session takes five descriptors. Where the system forbids more, spawning will say so.
        _ = cpty_raise_descriptor_limit()
        LoggingSystem.bootstrap { _ in LineLogHandler(settings.logging) }
        let logger = Logger(label: "web-terminal")
        let workers = configuration.server.workers == 0 ? System.coreCount : configuration.server.workers
        let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: workers)
        let server = try server(configuration, settings, eventLoops) { address in
            let url = ListenAddress(host: configuration.server.host).url(port: address.port ?? 0)
            Console.printLine("web-terminal listening on \(url)")
            link?.lines(pageURL: url).forEach(Console.printLine)
        }
        let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))

        Task.detached { await run(group) }
        _ = signals.next()
        logger.info("stopping", metadata: ["drain_seconds": "\(configuration.server.drainSeconds)"])
        Task.detached { await group.triggerGracefulShutdown() }
        _ = signals.next()
        // Whatever the rest of the process is busy with, this thread can end it.
        logger.warning("stopping at once")
        TerminalServer.killAllSessions()
        _exit(ProcessExit.failure)
    }

    private static func prepare(
        _ settings: Settings
    ) throws(CommandFailure) -> (configuration: Configuration, link: DevelopmentLink?) {
        var configuration = settings.configuration
        guard configuration.security.tokens.secrets.isEmpty else { return (configuration, nil) }
        guard ListenAddress(host: configuration.server.host).isLoopback else {
            throw CommandFailure(
                "without a secret the server listens on a loopback address only, not on "
                    + "\(RawValue.quoted(configuration.server.host)): set WEB_TERMINAL_JWT_SECRET or "
                    + "security.jwt_secret_file, or listen on 127.0.0.1")
        }
        let link = DevelopmentLink(for: &configuration.security.tokens)
        return (configuration, link)
    }

    private static func server(
        _ configuration: Configuration, _ settings: Settings, _ eventLoops: MultiThreadedEventLoopGroup,
        onListening: @escaping @Sendable (SocketAddress) async -> Void
    ) throws(CommandFailure) -> TerminalServer {
        do {
            return try TerminalServer(
                configuration: configuration, version: Version.number,
                inheritedEnvironment: LaunchEnvironment.shared.shell, eventLoops: eventLoops,
                logger: Logger(label: "web-terminal"), onListening: onListening)
        } catch let error as InvalidSetting {
            let origin = settings.origins[error.key] ?? SettingOrigin(name: error.key)
            throw CommandFailure([origin.problem("has a wrong entry: \(RawValue.escaped(error.message, limit: 200))")])
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    private static func run(_ group: ServiceGroup) async -> Never {
        do {
            try await group.run()
            // Whoever ignored every signal until the drain was over.
            TerminalServer.killAllSessions()
            exit(ProcessExit.success)
        } catch let error as ServiceGroupError where error.errorCode == .alreadyFinished {
            // The signal came before there was anything to stop.
            exit(ProcessExit.success)
        } catch let error as ListenError {
            Console.printError("web-terminal: \(error)")
            exit(ProcessExit.badInput)
        } catch {
            Console.printError("web-terminal: \(error)")
            exit(ProcessExit.failure)
        }
    }
}
