import Authentication
import Glibc
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Sessions
import TestKit
import WebTerminalServer

/// The whole server in this process, with real shells and real tokens, for as long as a story takes.
struct StoryServer: Sendable {
    let port: Int
    /// The server itself, for what only its process can tell it.
    let server: TerminalServer
    private let services: ServiceGroup
    private static let secret = TokenSecret(bytes: Array("a secret for stories, long enough".utf8))

    /// Starts a server, tells the story, and stops the server.
    static func run(
        observers: [any ServerObserver] = [], _ configure: (inout Configuration) -> Void = { _ in },
        _ story: @escaping @Sendable (StoryServer) async throws -> Void
    ) async throws {
        var configuration = Configuration()
        configuration.server.port = 0
        configuration.session.arguments = ["--norc", "--noprofile"]
        configuration.session.environment = ["PS1": "$ ", "HISTFILE": "/dev/null"]
        // Most stories are about bytes, and want to know all of them.
        configuration.session.shellIntegration = false
        configuration.security.tokens = TokenPolicy(secrets: [secret])
        configure(&configuration)
        let settings = configuration
        try await withRunning { onListening in
            try TerminalServer(
                configuration: settings, version: "story", eventLoops: MultiThreadedEventLoopGroup.singleton,
                logger: Logger(label: "story") { _ in SwiftLogNoOpLogHandler() }, observers: observers,
                onListening: onListening)
        } _: { running in
            try await story(
                StoryServer(port: running.port, server: running.server, services: running.services))
        }
    }

    func token(for user: String, role: Role? = nil, lifetimeSeconds: Int64 = 3600) -> String {
        TokenMinter(secret: Self.secret).mint(
            subject: user, role: role, issuedAt: Int64(time(nil)), lifetimeSeconds: lifetimeSeconds)
    }

    func connect(
        as user: String = "alice", role: Role? = nil, tokenIn carrier: TerminalTestClient.TokenCarrier = .header,
        options: WebSocketTestClient.Options = .init(), onOutput: (@Sendable (OutputPiece) -> Void)? = nil
    ) async throws -> TerminalTestClient {
        try await .connect(
            port: port, token: token(for: user, role: role), tokenIn: carrier, options: options, onOutput: onOutput)
    }

    /// SIGTERM, as far as the server can tell.
    func stop() async { await services.triggerGracefulShutdown() }
}
