import Authentication
import CPseudoTerminal
import Glibc
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Sessions
import WebTerminalServer
import Workspaces

/// From settings to a server that runs, and to the end of the process.
enum ServerRun {
    /// What the end may take beyond `server.drain_seconds`: the last answers, and a busy machine.
    private static let endMarginSeconds = 10

    /// Says what would keep the server from starting, as far as that can be told without listening.
    static func check(_ settings: Settings) throws(CommandFailure) {
        let (configuration, _) = try prepare(settings)
        _ = try server(configuration, settings, MultiThreadedEventLoopGroup(numberOfThreads: 1), nil) { _ in }
    }

    /// Runs until a signal or a failure ends the server, then ends the process.
    ///
    /// - Parameter read: gets the settings again, when the process is told to with SIGHUP.
    static func run(_ settings: Settings, readAgain read: @escaping () throws -> Settings) throws(CommandFailure)
        -> Never
    {
        let (configuration, link) = try prepare(settings)
        // Every thread from here on leaves the signals to this one.
        let signals = SignalWaiter()
        // A session takes six descriptors. Where the system forbids more, spawning will say so.
        _ = cpty_raise_descriptor_limit()
        let output = try ServerOutput(settings)
        let logger = Logger(label: "web-terminal")
        let workers = configuration.server.workers == 0 ? System.coreCount : configuration.server.workers
        let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: workers)
        let manager = ServiceManager.current
        let server = try server(configuration, settings, eventLoops, output) { address in
            let url = Self.url(configuration.server, address)
            logger.info("server_started", metadata: ["url": "\(url)", "version": "\(Version.number)"])
            Console.printLine("web-terminal listening on \(url)")
            manager.notify(.ready, .status("listening on \(url)"))
            link?.lines(pageURL: url).forEach(Console.printLine)
        }
        server.exportLibraryMetrics()
        let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))

        Task.detached { await run(group, output) }
        if let timeout = manager.watchdogTimeout {
            let watchdog = Watchdog(timeout: timeout, eventLoops: eventLoops) {
                server.sweepCount
            } keepAlive: {
                manager.notify(.alive)
            }
            Task.detached { await watchdog.run() }
        }
        var reloader = SettingsReloader(
            started: settings, configuration: configuration, server: server, logging: output.logging, read: read)
        while signals.next() == SIGHUP {
            manager.notifyReloading()
            output.reopen()
            reloader.run()
            manager.notify(.ready)
        }
        let drainSeconds = configuration.server.drainSeconds
        manager.notify(
            .stopping, .status("ending all sessions"), .extendTimeout(seconds: drainSeconds + endMarginSeconds))
        logger.info("server_stopping", metadata: ["drain_seconds": "\(drainSeconds)"])
        Task.detached { await group.triggerGracefulShutdown() }
        while signals.next() == SIGHUP {}
        // Whatever the rest of the process is busy with, this thread can end it.
        logger.warning("server_stopping_at_once")
        TerminalServer.killAllSessions()
        output.finish(isHurried: true)
        _exit(ProcessExit.failure)
    }

    private static func prepare(
        _ settings: Settings
    ) throws(CommandFailure) -> (configuration: Configuration, link: DevelopmentLink?) {
        var configuration = settings.configuration
        if configuration.session.workspaceRoot == nil, let directory = LaunchEnvironment.shared.temporaryDirectory {
            configuration.session.workspaceRoot = "\(directory)/web-terminal-\(geteuid())"
        }
        configuration.described = SettingsReload(started: settings).describe(settings)
        guard configuration.security.tokens.secrets.isEmpty else { return (configuration, nil) }
        let server = configuration.server
        guard server.unixSocket == nil, ListenAddress(host: server.host).isLoopback else {
            throw CommandFailure(
                "without a secret the server listens on a loopback address only, not on "
                    + "\(RawValue.quoted(server.unixSocket ?? server.host)): set WEB_TERMINAL_JWT_SECRET or "
                    + "security.jwt_secret_file, or listen on 127.0.0.1")
        }
        let link = DevelopmentLink(for: &configuration.security.tokens)
        return (configuration, link)
    }

    /// What to call the server by.
    private static func url(_ server: Configuration.Server, _ address: SocketAddress) -> String {
        if let path = server.unixSocket { return "unix:\(path)" }
        return ListenAddress(host: server.host)
            .url(port: address.port ?? 0, isSecure: server.tls != nil, basePath: server.basePath)
    }

    private static func server(
        _ configuration: Configuration, _ settings: Settings, _ eventLoops: MultiThreadedEventLoopGroup,
        _ output: ServerOutput?, onListening: @escaping @Sendable (SocketAddress) async -> Void
    ) throws(CommandFailure) -> TerminalServer {
        do {
            return try TerminalServer(
                configuration: configuration, version: Version.number,
                inheritedEnvironment: LaunchEnvironment.shared.shell, eventLoops: eventLoops,
                logger: Logger(label: "web-terminal"), audit: output?.audit, recorder: output?.recorder,
                onListening: onListening)
        } catch let error as InvalidSetting {
            throw CommandFailure(error, in: settings)
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    private static func run(_ group: ServiceGroup, _ output: ServerOutput) async -> Never {
        do {
            try await group.run()
            // Whoever ignored every signal until the drain was over.
            TerminalServer.killAllSessions()
            output.finish()
            exit(ProcessExit.success)
        } catch let error as ServiceGroupError where error.errorCode == .alreadyFinished {
            // The signal came before there was anything to stop.
            output.finish()
            exit(ProcessExit.success)
        } catch let error as ListenError {
            output.finish()
            Console.printError("web-terminal: \(error)")
            exit(ProcessExit.badInput)
        } catch let error as WorkspaceRootError {
            output.finish()
            Console.printError("web-terminal: session.workspace_root: \(error)")
            exit(ProcessExit.badInput)
        } catch {
            output.finish()
            Console.printError("web-terminal: \(error)")
            exit(ProcessExit.failure)
        }
    }
}
