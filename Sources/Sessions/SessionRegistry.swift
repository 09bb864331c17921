public import NIOCore
public import PseudoTerminal
public import Workspaces

import Synchronization
import TerminalProtocol

/// All sessions of this server, by id and by user, and the limits on them.
public final class SessionRegistry: Sendable {
    private struct Admission {
        var quota: SessionQuota
        /// What new sessions are made with.
        var settings: SessionSettings
        var isShuttingDown = false
    }

    private let spawner: any TerminalSpawner
    private let clocks: Clocks
    private let observer: (any SessionObserver)?
    private let meters: SessionMeters?
    private let makeTap: OutputTapMaker?
    /// Nil: sessions have no files of their own.
    private let workspaces: WorkspaceRoot?
    /// Where a quiet terminal is read when its creator does not bring a loop.
    private let eventLoops: any EventLoopGroup
    private let commands: SessionCommand
    private let byID = ConcurrentDictionary<SessionID, Session>()
    private let byUser = ConcurrentDictionary<String, [SessionID: Session]>()
    private let admission: Mutex<Admission>
    private let viewerLimit: ViewerLimit
    private let sweeps = Atomic(0)

    public init(
        settings: SessionSettings, limits: SessionLimits, spawner: any TerminalSpawner,
        eventLoops: any EventLoopGroup, inheritedEnvironment: [String: String] = [:], clocks: Clocks = .system,
        observer: (any SessionObserver)? = nil, meters: SessionMeters? = nil, makeTap: OutputTapMaker? = nil,
        workspaces: WorkspaceRoot? = nil
    ) {
        self.workspaces = workspaces
        self.spawner = spawner
        self.eventLoops = eventLoops
        self.clocks = clocks
        self.observer = observer
        self.meters = meters
        self.makeTap = makeTap
        commands = SessionCommand(inherited: inheritedEnvironment)
        viewerLimit = ViewerLimit(limits.maxViewersPerSession)
        admission = Mutex(Admission(quota: SessionQuota(limits: limits), settings: settings))
    }

    /// The limits hold from now on, for new sessions and new viewers; sessions keep the settings they were made with.
    public func apply(_ settings: SessionSettings, _ limits: SessionLimits) {
        admission.withLock { admission in
            admission.settings = settings
            admission.quota.limits = limits
        }
        viewerLimit.perSession.store(limits.maxViewersPerSession, ordering: .relaxed)
    }

    public var limits: SessionLimits { admission.withLock { $0.quota.limits } }

    /// Makes a session with a running shell. Its terminal is read on `eventLoop` while it is quiet: the loop of
    /// the connection that will look at it, so that a keystroke's echo never changes threads.
    public func create(
        for userID: String, _ request: SessionRequest, on eventLoop: (any EventLoop)? = nil,
        by requester: Requester? = nil
    ) async throws(SessionError) -> Session {
        let began = clocks.monotonic()
        let session: Session
        do {
            session = try await admit(userID, request)
        } catch {
            observer?.observe(.refused(userID: userID, error, by: requester))
            throw error
        }
        byID[session.id] = session
        byUser.update(userID) { $0 = ($0 ?? [:]).merging([session.id: session]) { $1 } }
        // Before it can end.
        observer?.observe(
            .created(session, spawnSeconds: Double(clocks.monotonic() - began) / 1e9, by: requester))
        session.start(on: eventLoop ?? eventLoops.next())
        // A shutdown that began meanwhile has not seen this session.
        if admission.withLock({ $0.isShuttingDown }) {
            await session.end(.shutdown)
            throw .shuttingDown
        }
        return session
    }

    public func session(_ id: SessionID) -> Session? { byID[id] }

    public func sessions(ownedBy userID: String) -> [Session] {
        byUser[userID].map { Array($0.values) } ?? []
    }

    public func allSessions() -> [Session] { byID.values }

    /// Sessions that can be looked at, the ended ones included.
    public var count: Int { byID.count }

    /// Ends a session by the ladder, and forgets it when nothing of it is left.
    public func end(_ session: Session, by requester: Requester? = nil) async {
        await session.end(.requested, by: requester)
        remove(session)
    }

    /// Makes sure that there is a place for workspaces, before anybody asks for a session.
    public func prepareWorkspaces() throws(WorkspaceRootError) { try workspaces?.prepare() }

    /// Removes the workspaces that servers have left that are gone.
    ///
    /// - Returns: how many are gone now, and the names of those that could not be removed.
    public func sweepWorkspaces() async -> (removed: Int, left: [String]) {
        await workspaces?.sweepBeside() ?? (0, [])
    }

    /// Lets time do its work on all sessions, about once a second, until cancelled.
    public func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            sweep()
            sweeps.add(1, ordering: .relaxed)
        }
    }

    /// How often `run` has done its work. A server in which this stands still is not well.
    public var sweepCount: Int { sweeps.load(ordering: .relaxed) }

    /// Warns and ends what is idle or old, and forgets what ended long ago.
    func sweep() {
        for session in byID.values {
            session.checkWorkspace()
            guard session.tick() else { continue }
            session.disconnectViewers(.noSuchSession, reason: "the session is over")
            remove(session)
        }
    }

    /// Lets nobody in any more, sends viewers away, ends every session by the ladder, and returns when all are
    /// gone or the time is over.
    public func shutDown(within limit: Duration) async {
        admission.withLock { $0.isShuttingDown = true }
        let sessions = byID.values
        for session in sessions {
            session.tellViewers(.warning(.shutdown(seconds: Int(limit.components.seconds))))
            session.disconnectViewers(.goingAway, reason: "the server is going")
        }
        // Not a task group: it would wait for the ends even after the time is over.
        let (done, signal) = AsyncStream<Never>.makeStream()
        Task {
            await withTaskGroup(of: Void.self) { ends in
                for session in sessions { ends.addTask { await session.end(.shutdown) } }
            }
            signal.finish()
        }
        let timer = Task {
            try await Task.sleep(for: limit)
            signal.finish()
        }
        for await _ in done {}
        timer.cancel()
    }

    // MARK: -

    /// Takes a place, and starts the shell in it.
    private func admit(_ userID: String, _ request: SessionRequest) async throws(SessionError) -> Session {
        let settings = try reserve(for: userID)
        do {
            return try await spawn(for: userID, request, settings)
        } catch {
            admission.withLock { $0.quota.release(for: userID) }
            throw error
        }
    }

    /// - Returns: what the session is to be made with.
    private func reserve(for userID: String) throws(SessionError) -> SessionSettings {
        let result: Result<SessionSettings, SessionError> = admission.withLock { admission in
            guard !admission.isShuttingDown else { return .failure(.shuttingDown) }
            do throws(SessionError) {
                try admission.quota.reserve(for: userID)
                return .success(admission.settings)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func spawn(
        for userID: String, _ request: SessionRequest, _ settings: SessionSettings
    ) async throws(SessionError) -> Session {
        guard let size = TerminalSize(cols: request.columns, rows: request.rows) else {
            throw .invalid(
                field: "cols",
                message: "a terminal has \(TerminalSize.colsRange) columns and \(TerminalSize.rowsRange) rows")
        }
        let id = SessionID.random()
        let workspace = try await makeWorkspace(id, settings)
        do {
            return try await spawn(id, for: userID, request, settings, size: size, in: workspace)
        } catch {
            await workspace?.removeBeside()
            throw error
        }
    }

    private func spawn(
        _ id: SessionID, for userID: String, _ request: SessionRequest, _ settings: SessionSettings, size: TerminalSize,
        in workspace: Workspace?
    ) async throws(SessionError) -> Session {
        var command = try commands.command(
            for: request, settings, size: size, session: id, workspace: workspace?.path)
        var shell: TellingShell?
        if settings.shellIntegration, let workspace { shell = await command.integrateShell(in: workspace) }
        let terminal: any Terminal
        do throws(SpawnError) {
            terminal = try await spawner.spawn(command)
        } catch {
            throw .spawn(error)
        }
        return Session(
            id: id, userID: userID, request: request, size: size, terminal: terminal, settings: settings,
            viewerLimit: viewerLimit, clocks: clocks, observer: observer,
            meters: meters, tap: makeTap?(id, request.name, size, clocks.monotonic()), workspace: workspace,
            shell: shell,
            onExit: { [weak self] in self?.sessionExited($0) })
    }

    private func makeWorkspace(_ id: SessionID, _ settings: SessionSettings) async throws(SessionError) -> Workspace? {
        guard let workspaces else { return nil }
        var limits = WorkspaceLimits()
        limits.fileBytes = self.limits.maxUploadBytes
        limits.workspaceBytes = settings.workspaceQuotaBytes
        do throws(WorkspaceError) {
            return try await WorkspaceThreads.transfer { [limits] () throws(WorkspaceError) in
                try workspaces.makeWorkspace(id.description, limits: limits)
            }
        } catch {
            throw .workspace(error)
        }
    }

    /// The shell is gone: its place is free again. What it printed stays for those who come to see how it ended,
    /// but a user keeps no more ended sessions than living ones, the newest.
    private func sessionExited(_ session: Session) {
        admission.withLock { $0.quota.release(for: session.userID) }
        let ended = sessions(ownedBy: session.userID)
            .map { ($0, $0.summary()) }
            .filter { $0.1.status == .exited }
            .sorted { $0.1.lastActivityAt > $1.1.lastActivityAt }
        for (old, _) in ended.dropFirst(limits.maxSessionsPerUser) { remove(old) }
    }

    private func remove(_ session: Session) {
        byID.removeValue(forKey: session.id)
        byUser.update(session.userID) { sessions in
            sessions?.removeValue(forKey: session.id)
            if sessions?.isEmpty == true { sessions = nil }
        }
    }
}
