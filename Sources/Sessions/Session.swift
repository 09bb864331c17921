public import NIOCore
public import PseudoTerminal
public import TerminalProtocol
public import Workspaces

import Glibc
import ShellIntegration
import Synchronization

/// A shell and what it printed, which outlives the connections that look at it.
///
/// All state is in one `SessionState` behind one lock, held for a few microseconds at most: for one copy of a
/// batch into the log, or of a frame out of it. The terminal appends, viewers pull: nothing is queued for a
/// viewer, so a slow one costs nothing but its place in the log. Calls to the terminal that change its pace are
/// made with the lock held, because their order matters; a terminal in turn holds no lock that they take when it calls
/// its handler.
public final class Session: TerminalHandler {
    public let id: SessionID
    public let userID: String
    /// In seconds since 1970.
    public let createdAt: Double
    /// Input that waits for the shell; beyond it the sockets of those who type are not read.
    public static let inputQueueBytes = 1024 * 1024

    /// How much longer an ended session is kept for viewers that have not got all of its output, in nanoseconds.
    private static let exitPatience: Int64 = 60_000_000_000
    /// The longest header that a WebSocket server sends, in bytes.
    private static let headerRoom = 10

    /// What the lock is for.
    struct Guarded {
        var state: SessionState
        var details: SessionDetails
        var queuedInput = 0
        var typedBytes: UInt64 = 0
        /// How often somebody has typed something that can change what stands at a prompt.
        var keystrokes: UInt64 = 0
        var echo = EchoProbe()
        /// Why it is being ended, and at whose wish; nil: it is not.
        var ending: (reason: EndReason, by: Requester?)?
        var exitedAt: Int64?
        /// What those who steer look like, and how often that was said.
        var appearance: TerminalAppearance?
        var appearances: UInt64 = 0
    }

    /// The names of the environment variables that the request for the session brought.
    private let environmentNames: [String]
    let settings: SessionSettings
    let clocks: Clocks
    let terminal: any Terminal
    private let viewerLimit: ViewerLimit
    let guarded: Mutex<Guarded>
    let observer: (any SessionObserver)?
    let meters: SessionMeters?
    /// What it runs.
    let shell: SessionShell
    /// What it shows; nil: nobody keeps that.
    let screen: SessionScreen?
    /// Gets all that is printed; nil: nobody records it.
    let tap: (any OutputTap)?
    /// Its files; nil: it has none.
    public let workspace: Workspace?
    /// Waits for the end of all processes, and then removes them. Nil while the shell runs.
    let workspaceRemoval = Mutex<Task<Void, Never>?>(nil)
    /// Called once, when the process has ended.
    private let onExit: @Sendable (Session) -> Void

    init(
        id: SessionID, userID: String, request: SessionRequest, size: TerminalSize, terminal: any Terminal,
        settings: SessionSettings, viewerLimit: ViewerLimit, clocks: Clocks,
        observer: (any SessionObserver)?, meters: SessionMeters? = nil, tap: (any OutputTap)? = nil,
        workspace: Workspace? = nil, shell: TellingShell? = nil,
        onExit: @escaping @Sendable (Session) -> Void
    ) {
        self.id = id
        self.userID = userID
        environmentNames = request.environment.keys.sorted()
        createdAt = clocks.wall()
        self.settings = settings
        self.viewerLimit = viewerLimit
        self.clocks = clocks
        self.terminal = terminal
        self.observer = observer
        self.meters = meters
        self.tap = tap
        self.workspace = workspace
        self.shell = SessionShell(shell, limits: HistoryLimits(entries: settings.historyEntries))
        screen =
            settings.keepsScreen
            ? SessionScreen(
                size: size, scrollbackLines: settings.scrollbackLines, logCapacity: settings.outputLogBytes) : nil
        self.onExit = onExit
        guarded = Mutex(
            Guarded(
                state: SessionState(settings: settings, size: size, now: clocks.monotonic()),
                details: SessionDetails(name: request.name, labels: request.labels)))
    }

    func start(on eventLoop: any EventLoop) {
        terminal.limitOutput(bytesPerSecond: settings.unattendedBytesPerSecond)
        watchQuota()
        terminal.start(on: eventLoop, handler: self)
    }

    /// Whether what it prints is recorded; viewers are told.
    public var isRecorded: Bool { tap != nil }

    // MARK: Viewers

    /// Lets a viewer in. One that steers gives the terminal its size.
    public func attach(
        _ viewer: any Viewer, mode: ViewerMode, flowControl: FlowControl, size: TerminalSize, offset: UInt64?,
        by requester: Requester? = nil
    ) throws(SessionError) -> ViewerAttachment {
        let now = clocks.monotonic()
        let limit = viewerLimit.places(isGuest: requester?.shareID != nil)
        let result: Result<ViewerAttachment, SessionError> = guarded.withLock { guarded in
            guard guarded.state.viewers.count < limit else { return .failure(.viewerLimit(limit)) }
            guard
                let (attachment, effects) = guarded.state.attach(
                    viewer, mode: mode, flowControl: flowControl, offset: offset, now: now,
                    arrival: ViewerArrival(userID: requester?.userID, shareID: requester?.shareID, at: now))
            else {
                return .failure(
                    .invalid(field: "offset", message: "offset lies behind the \(guarded.state.log.end) bytes printed"))
            }
            apply(effects.pace)
            return .success(attachment)
        }
        if case .failure(let error) = result { observer?.observe(.refused(userID: userID, error, by: requester)) }
        var attachment = try result.get()
        if attachment.mode == .control {
            let viewer = attachment.viewer
            let (change, settled) = guarded.withLock { guarded -> (SizeChange?, TerminalSize?) in
                let wish = guarded.state.act(viewer, wish: size)
                let change = wish.flatMap { resize(to: $0, &guarded) }
                return (change, guarded.state.settleSize(of: viewer))
            }
            tell(change)
            attachment.size = settled ?? attachment.size
        }
        attachment.viewers = tellViewerCount(except: attachment.viewer)
        observer?.observe(.attached(self, attachment, hadOffset: offset != nil, by: requester))
        return attachment
    }

    /// Lets a viewer go. `cutOff`: it did not say so, and may come back for what it missed.
    public func detach(_ viewer: ViewerID, cutOff: Bool, by requester: Requester? = nil) {
        let now = clocks.monotonic()
        let change = guarded.withLock { guarded -> SizeChange? in
            let wasActive = guarded.state.isActive(viewer)
            apply(guarded.state.detach(viewer, cutOff: cutOff, now: now).pace)
            guard wasActive, let size = guarded.state.wantedSize else { return nil }
            return resize(to: size, &guarded)
        }
        tell(change)
        observer?.observe(.detached(self, cutOff: cutOff, by: requester))
        tellViewerCount()
    }

    /// The next thing for a viewer, or nil when there is none; then it is told when there is. `header` writes what
    /// stands in front of that many bytes on the wire, so that a frame is one buffer, made once.
    public func pull(_ viewer: ViewerID, header: (Int, inout ByteBuffer) -> Void) -> ViewerOutput? {
        let now = clocks.monotonic()
        var drawn: RepaintCause?
        let output: ViewerOutput? = guarded.withLock { guarded in
            let (pulled, pace) = guarded.state.pull(viewer, now: now)
            apply(pace)
            switch pulled {
            case .nothing:
                return nil
            case .draw(let cause):
                drawn = cause
                return nil
            case .bytes(let offset, let count):
                var frame = ByteBufferAllocator().buffer(capacity: Self.headerRoom + count)
                header(count, &frame)
                frame.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
                    guarded.state.log.copy(
                        from: offset, into: UnsafeMutableRawBufferPointer(rebasing: target.prefix(count)))
                }
                return .bytes(frame)
            case .snapshot(let offset, let bytes, let size, let cause):
                return .snapshot(offset: offset, bytes: bytes, size: size, cause)
            case .paint(let part):
                var frame = ByteBufferAllocator().buffer(capacity: Self.headerRoom + part.readableBytes)
                header(part.readableBytes, &frame)
                frame.writeImmutableBuffer(part)
                return .bytes(frame)
            case .resized(let size):
                return .resized(size)
            case .exited(let status, let offset):
                return .exited(
                    status, offset: offset, durationMilliseconds: Self.milliseconds(guarded),
                    ending: guarded.ending.flatMap { Self.farewell($0.reason) })
            }
        }
        if let drawn { draw(for: viewer, drawn) }
        if case .snapshot(_, _, _, let cause) = output { observer?.observe(.repainted(self, cause)) }
        return output
    }

    /// With which code a connection is closed behind the exit that time brought about; nil: it stays.
    private static func farewell(_ reason: EndReason) -> (CloseCode, String)? {
        switch reason {
        case .idleTimeout, .maxDuration: (.expired, reason.sentence)
        case .exited, .requested, .shutdown: nil
        }
    }

    /// Takes an acknowledgement. False when it speaks of bytes that the viewer was never sent.
    public func acknowledge(_ viewer: ViewerID, offset: UInt64) -> Bool {
        let now = clocks.monotonic()
        let effects = guarded.withLock { guarded in
            let effects = guarded.state.acknowledge(viewer, offset: offset, now: now)
            apply(effects?.pace)
            return effects
        }
        effects?.notify.forEach { $0.outputAvailable() }
        return effects != nil
    }

    /// Types bytes, if the viewer may.
    public func input(_ viewer: ViewerID, _ bytes: ByteBuffer) -> InputResult {
        let now = clocks.monotonic()
        let isTyped = TerminalReport.isTyped(bytes.readableBytesView)
        let isInterrupt = Self.isInterrupt(bytes)
        var change: SizeChange?
        var notify: [any Viewer] = []
        let result = guarded.withLock { guarded -> InputResult in
            guard guarded.state.mode(of: viewer) == .control else { return .denied }
            guarded.state.lifetime.touch(now: now)
            guarded.typedBytes += UInt64(bytes.readableBytes)
            if isTyped {
                guarded.keystrokes += 1
                if let size = guarded.state.act(viewer, wish: nil) { change = resize(to: size, &guarded) }
            }
            guarded.echo.typed(bytes.readableBytes, now: now)
            if isInterrupt {
                let effects = guarded.state.repaint(viewer, .interrupt, now: now)
                apply(effects.pace)
                notify = effects.notify
            }
            // With the lock held, so that answers to questions come between what is typed and not into it.
            guarded.queuedInput += terminal.write(bytes)
            guard guarded.queuedInput > Self.inputQueueBytes else { return .accepted }
            guarded.state.holdInput(of: viewer)
            return .hold
        }
        if case .denied = result { return result }
        meters?.typedBytes.add(UInt64(bytes.readableBytes), ordering: .relaxed)
        tell(change)
        notify.forEach { $0.outputAvailable() }
        return result
    }

    /// The longest input, in bytes, in which a control character is a key that was pressed and no part of a paste.
    private static let keystrokeBytes = 32

    /// Whether somebody presses a key that ends a program: Ctrl-C, Ctrl-\.
    private static func isInterrupt(_ bytes: ByteBuffer) -> Bool {
        bytes.readableBytes <= keystrokeBytes && bytes.readableBytesView.contains { $0 == 0x03 || $0 == 0x1C }
    }

    /// Signals the foreground process group, if the viewer may.
    public func signal(_ viewer: ViewerID, _ signal: Int32) -> Bool {
        guard mayControl(viewer) else { return false }
        terminal.signalForeground(signal)
        if signal != SIGCONT { repaint(viewer, .interrupt) }
        return true
    }

    /// The viewer wants the screen instead of what it has not seen.
    public func repaint(_ viewer: ViewerID) { repaint(viewer, .requested) }

    private func repaint(_ viewer: ViewerID, _ cause: RepaintCause) {
        let now = clocks.monotonic()
        let effects = guarded.withLock { guarded in
            let effects = guarded.state.repaint(viewer, cause, now: now)
            apply(effects.pace)
            return effects
        }
        effects.notify.forEach { $0.outputAvailable() }
    }

    // MARK: Everybody else

    /// The processes on its terminal, and those that they started.
    public var processes: SessionProcesses { terminal.processes }

    public func summary() -> SessionSummary {
        let now = clocks.monotonic()
        let wall = clocks.wall()
        let told = shell.told
        let modelBytes = told.memoryBytes + (screen?.memoryBytes ?? 0)
        return guarded.withLock { guarded in
            let state = guarded.state
            func wallTime(_ monotonic: Int64) -> Double { wall + Double(monotonic - now) / 1e9 }
            return SessionSummary(
                id: id, name: guarded.details.name, labels: guarded.details.labels, revision: guarded.details.revision,
                userID: userID, status: state.exit == nil ? .running : .exited, createdAt: createdAt,
                lastActivityAt: wallTime(state.lifetime.lastActivity),
                expiresAt: (state.exit == nil ? state.lifetime.endsAt : lingerEnd(guarded)).map(wallTime),
                columns: state.size.cols, rows: state.size.rows, viewers: state.viewers.count,
                processID: terminal.processID, environmentNames: environmentNames,
                workingDirectory: state.exit == nil ? told.workingDirectory : nil,
                command: state.exit == nil ? told.command : nil, exit: state.exit,
                endedAt: guarded.exitedAt.map(wallTime),
                durationMilliseconds: guarded.exitedAt.map { _ in Self.milliseconds(guarded) },
                outputOffset: state.log.end, outputRetainedFrom: state.log.start, isRecorded: isRecorded,
                memoryBytes: state.log.allocatedBytes + max(guarded.queuedInput, 0) + modelBytes
            )
        }
    }

    /// What it costs now. Brings the count of the time for which it was not read up to date.
    public func measure() -> SessionMeasurement {
        let now = clocks.monotonic()
        let modelBytes = shell.memoryBytes + (screen?.memoryBytes ?? 0)
        return guarded.withLock { guarded in
            count(paused: guarded.state.takePaused(now: now))
            return SessionMeasurement(
                id: id, processID: terminal.processID, isRunning: guarded.state.exit == nil,
                viewers: guarded.state.viewers.count,
                memoryBytes: guarded.state.log.allocatedBytes + max(guarded.queuedInput, 0) + modelBytes,
                typedBytes: guarded.typedBytes, printedBytes: guarded.state.log.end)
        }
    }

    /// Ends every process of the session and returns when nothing of it is left.
    func end(_ reason: EndReason, by requester: Requester? = nil) async {
        beginToEnd(reason, by: requester)
        await terminal.closed()
        await workspaceRemoved()
    }

    /// Begins to end the session; viewers see its last output and then hear why, when time was the reason.
    private func beginToEnd(_ reason: EndReason, by requester: Requester? = nil) {
        guarded.withLock { $0.ending = ($0.ending ?? (reason, requester)) }
        terminal.end()
    }

    /// Tells all viewers to go, now.
    func disconnectViewers(_ code: CloseCode, reason: String) {
        for viewer in handles() { viewer.disconnect(code, reason: reason, from: id) }
    }

    func tellViewers(_ message: ServerMessage) {
        for viewer in handles() { viewer.tell(message, of: id) }
    }

    /// Does what time alone brings about. True when the session is over and need not be kept any longer.
    func tick() -> Bool {
        let now = clocks.monotonic()
        let (verdict, isOver) = guarded.withLock { guarded -> (SessionLifetime.Verdict, Bool) in
            if let end = lingerEnd(guarded) {
                let patience = guarded.state.viewers.isEmpty ? 0 : Self.exitPatience
                return (.goOn, now >= end + patience)
            }
            apply(guarded.state.tick(now: now).pace)
            return (guarded.ending == nil ? guarded.state.lifetime.verdict(now: now) : .goOn, false)
        }
        switch verdict {
        case .goOn: break
        case .warn(let warning): tellViewers(.warning(warning))
        case .end(let reason): beginToEnd(reason)
        }
        return isOver
    }

    // MARK: TerminalHandler

    public func terminalOutput(_ bytes: ByteBuffer) {
        // More than a whole log at once would go past the model.
        guard bytes.readableBytes <= settings.outputLogBytes else {
            var rest = bytes
            while let part = rest.readSlice(length: min(rest.readableBytes, settings.outputLogBytes)),
                part.readableBytes > 0
            {
                terminalOutput(part)
            }
            return
        }
        makeRoom(for: bytes.readableBytes)
        let now = clocks.monotonic()
        let (effects, typedAt, offset, keystrokes, sizes) = guarded.withLock { guarded in
            let offset = guarded.state.log.end
            let effects = bytes.withUnsafeReadableBytes { guarded.state.output($0, now: now) }
            apply(effects.pace)
            return (effects, guarded.echo.printed(now: now), offset, guarded.keystrokes, guarded.state.sizes.count)
        }
        for viewer in effects.notify { viewer.outputAvailable() }
        tap?.output(bytes, at: now)
        hear(bytes, at: offset, keystrokes: keystrokes, now: now)
        if let meters {
            meters.printedBytes.add(UInt64(bytes.readableBytes), ordering: .relaxed)
            // On the viewer's own loop the bytes are in its socket by now.
            if let typedAt { meters.onEcho(clocks.monotonic() - typedAt) }
        }
        updateScreen(batch: bytes.readableBytes, end: offset + UInt64(bytes.readableBytes), sizes: sizes)
    }

    public func terminalInputDrained(_ count: Int) {
        let released = guarded.withLock { guarded -> [any Viewer] in
            guarded.queuedInput -= count
            return guarded.queuedInput <= Self.inputQueueBytes / 2 ? guarded.state.releaseInput() : []
        }
        for viewer in released { viewer.inputDrained() }
    }

    public func terminalExited(_ status: ExitStatus) {
        let now = clocks.monotonic()
        let (effects, ending, lifetime) = guarded.withLock { guarded in
            guarded.exitedAt = now
            count(paused: guarded.state.takePaused(now: now))
            return (guarded.state.exited(status), guarded.ending, now - guarded.state.lifetime.bornAt)
        }
        tap?.ended(status, at: now)
        hearEnd(now: now)
        removeWorkspace()
        onExit(self)
        observer?.observe(
            .ended(
                self, ending?.reason ?? .exited, status, lifetimeSeconds: Double(lifetime) / 1e9, by: ending?.by))
        for viewer in effects.notify { viewer.outputAvailable() }
    }

    // MARK: -

    func mayControl(_ viewer: ViewerID) -> Bool {
        guarded.withLock { $0.state.mode(of: viewer) == .control }
    }

    /// Tells everybody but one how many they are. Returns the number.
    @discardableResult
    private func tellViewerCount(except viewer: ViewerID? = nil) -> Int {
        let viewers = guarded.withLock { $0.state.viewers }
        for other in viewers where other.id != viewer { other.handle.tell(.viewers(count: viewers.count), of: id) }
        return viewers.count
    }

    private func handles() -> [any Viewer] {
        guarded.withLock { $0.state.viewers.map(\.handle) }
    }

    private func lingerEnd(_ guarded: borrowing Guarded) -> Int64? {
        guarded.exitedAt.map { $0 + Int64(settings.lingerSeconds) * 1_000_000_000 }
    }

    /// For how long its process ran.
    private static func milliseconds(_ guarded: borrowing Guarded) -> Int {
        Int((guarded.exitedAt ?? guarded.state.lifetime.bornAt) - guarded.state.lifetime.bornAt) / 1_000_000
    }

    private func count(paused nanoseconds: Int64) {
        if nanoseconds > 0 { meters?.pausedNanoseconds.add(UInt64(nanoseconds), ordering: .relaxed) }
    }

    func apply(_ pace: Pace?) {
        switch pace {
        case nil: break
        case .paused: terminal.pauseOutput()
        case .free:
            terminal.limitOutput(bytesPerSecond: nil)
            terminal.resumeOutput()
        case .unattended:
            terminal.limitOutput(bytesPerSecond: settings.unattendedBytesPerSecond)
            terminal.resumeOutput()
        }
    }
}

/// What a viewer pulls from a session.
public enum ViewerOutput: Sendable {
    /// Terminal bytes behind their header, of the stream or of a snapshot.
    case bytes(ByteBuffer)
    /// The next so many bytes paint the screen as it is, of this size, and are not counted; the stream goes on at the
    /// offset.
    case snapshot(offset: UInt64, bytes: Int, size: TerminalSize, RepaintCause)
    /// What follows was printed on a terminal of this size.
    case resized(TerminalSize)
    /// The process ended, and the viewer has got every byte. `ending`: the server's reason, when it had one.
    case exited(ExitStatus, offset: UInt64, durationMilliseconds: Int, ending: (CloseCode, String)?)
}

/// What became of typed bytes.
public enum InputResult: Sendable {
    case accepted
    /// Accepted, but the viewer's socket is not to be read until `Viewer.inputDrained`.
    case hold
    /// The viewer only looks on.
    case denied
}
