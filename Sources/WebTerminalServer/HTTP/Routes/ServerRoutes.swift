internal import Authentication
internal import Hummingbird
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol

/// `/stats` and `/config`: how the server is doing, and what it was told.
struct ServerRoutes {
    var registry: SessionRegistry
    var authentication: BearerAuthentication
    var settings: Replaceable<[DescribedSetting]>
    /// Of the server.
    var version: String
    var clocks = Clocks.system
    /// In seconds since 1970.
    private let startedAt: Double

    init(
        registry: SessionRegistry, authentication: BearerAuthentication, settings: Replaceable<[DescribedSetting]>,
        version: String, clocks: Clocks = .system
    ) {
        self.registry = registry
        self.authentication = authentication
        self.settings = settings
        self.version = version
        self.clocks = clocks
        startedAt = clocks.wall()
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.resource(
            "stats",
            [.get: authentication.required { _, _, caller in Response(json: stats(for: try caller.identity)) }])
        router.resource(
            "config",
            [
                .get: authentication.required { _, _, caller in
                    guard try caller.identity.role == .admin else {
                        authentication.observer.observe(.denied(.control, caller.requester))
                        throw ErrorBody(.forbidden, "Only admins may see how the server is configured.")
                    }
                    return Response(json: ["settings": .array(settings.current.map(\.json))])
                }
            ])
    }

    /// Everybody hears of their own sessions, admins of all.
    private func stats(for identity: Identity) -> JSONValue {
        let limits = registry.limits
        let own = registry.sessions(ownedBy: identity.userID)
        return [
            "version": .string(version), "started_at": SessionSummary.time(startedAt),
            "uptime_seconds": .number((clocks.wall() - startedAt).rounded()),
            "user": Self.figures(of: own, limit: limits.maxSessionsPerUser),
            "server": identity.role == .admin
                ? Self.figures(of: registry.allSessions(), limit: limits.maxSessionsTotal) : .null,
        ]
    }

    private static func figures(of sessions: [Session], limit: Int) -> JSONValue {
        let measured = sessions.map { $0.measure() }
        return [
            "sessions_running": JSONValue(measured.count { $0.isRunning }),
            "sessions_exited": JSONValue(measured.count { !$0.isRunning }),
            "sessions_limit": JSONValue(limit),
            "viewers": JSONValue(measured.reduce(0) { $0 + $1.viewers }),
            "memory_bytes": JSONValue(measured.reduce(0) { $0 + $1.memoryBytes }),
            "typed_bytes": JSONValue(measured.reduce(0) { $0 &+ $1.typedBytes }),
            "printed_bytes": JSONValue(measured.reduce(0) { $0 &+ $1.printedBytes }),
        ]
    }
}
