import PseudoTerminal
import TerminalProtocol

/// A session's decisions: who is sent what, when the terminal is read, when it is over. No locks, no clock, no
/// I/O; `Session` carries out what the methods return.
struct SessionState {
    /// What a change asks for. Small, because it is made for every batch of output.
    struct Effects {
        /// How the terminal is to be read from now on; nil: as before.
        var pace: Pace?
        /// Viewers that have something to pull and do not know it yet.
        var notify: [any Viewer] = []
    }

    /// What a viewer gets when it asks.
    enum Pulled: Equatable {
        /// Nothing now; it is told when there is.
        case nothing
        /// This many bytes of the log, from this offset on.
        case bytes(offset: UInt64, count: Int)
        /// It fell behind and what it has not seen is gone: it starts afresh at this offset.
        case skipped(to: UInt64)
        /// It has seen everything, and this is how the process ended.
        case exited(ExitStatus, offset: UInt64)
    }

    /// How the last control viewer left, as long as that matters.
    private enum Absence {
        case none
        case cutOff(at: Int64, lostFrom: UInt64)
    }

    /// Frames of at most this many bytes: one frame is rendered in one go.
    static let frameBytes = 64 * 1024
    /// What a viewer without acknowledgements may leave unread behind its socket's buffers.
    static let socketWindowBytes = 64 * 1024

    private(set) var log: OutputLog
    private(set) var viewers: [ViewerState] = []
    private(set) var exit: ExitStatus?
    var size: TerminalSize
    var lifetime: SessionLifetime
    private let window: Int
    private var pace: OutputPace
    private var absence = Absence.none
    private var pause = PauseClock()
    private var nextViewer: UInt64 = 0
    private var hasBeenSeen = false

    init(settings: SessionSettings, size: TerminalSize, now: Int64) {
        log = OutputLog(capacity: settings.outputLogBytes)
        // The log must hold what is on the way and what arrives after a pause, or it could forget the former.
        window = min(settings.flowControlWindowBytes, settings.outputLogBytes / 2)
        pace = OutputPace(logCapacity: settings.outputLogBytes, graceSeconds: settings.resumeGraceSeconds)
        lifetime = SessionLifetime(settings: settings, now: now)
        self.size = size
    }

    // MARK: The terminal's side

    mutating func output(_ bytes: UnsafeRawBufferPointer, now: Int64) -> Effects {
        log.append(bytes)
        lifetime.touch(now: now)
        return Effects(pace: updatePace(now: now), notify: viewersToNotify())
    }

    mutating func exited(_ status: ExitStatus) -> Effects {
        exit = status
        return Effects(notify: viewersToNotify())
    }

    /// The grace period ends by time alone.
    mutating func tick(now: Int64) -> Effects {
        Effects(pace: updatePace(now: now))
    }

    /// For how many nanoseconds the terminal was not read since this was last asked. To an ended one nobody listens.
    mutating func takePaused(now: Int64) -> Int64 {
        exit == nil ? pause.take(now: now) : 0
    }

    // MARK: The viewers' side

    /// Lets a viewer in at `offset`, or at the oldest byte there is; nil for an offset that was never printed.
    mutating func attach(
        _ handle: any Viewer, mode: ViewerMode, flowControl: FlowControl, offset: UInt64?, now: Int64
    ) -> (ViewerAttachment, Effects)? {
        if let offset, offset > log.end { return nil }
        let resumed = offset.map { $0 >= log.start } ?? false
        let start = resumed ? offset ?? log.start : log.start
        // Whoever comes first sees live what was printed while it was on its way.
        let liveOffset = hasBeenSeen ? log.end : start
        hasBeenSeen = true
        let viewer = ViewerState(
            id: ViewerID(number: nextViewer), handle: handle, mode: mode, flowControl: flowControl,
            window: flowControl == .ack ? window : min(window, Self.socketWindowBytes), offset: start)
        nextViewer += 1
        viewers.append(viewer)
        if mode == .control { absence = .none }
        lifetime.touch(now: now)
        let attachment = ViewerAttachment(
            viewer: viewer.id, offset: start, liveOffset: liveOffset, size: size, mode: mode, resumed: resumed,
            viewers: viewers.count)
        return (attachment, Effects(pace: updatePace(now: now)))
    }

    /// A viewer is gone: by its own will, or cut off.
    mutating func detach(_ id: ViewerID, cutOff: Bool, now: Int64) -> Effects {
        guard let index = index(of: id) else { return Effects() }
        let viewer = viewers.remove(at: index)
        if viewer.mode == .control, cutOff, !viewers.contains(where: { $0.mode == .control }) {
            absence = .cutOff(at: now, lostFrom: viewer.mayHaveLostFrom)
        }
        return Effects(pace: updatePace(now: now))
    }

    /// The next thing for a viewer, which is then taken as sent.
    mutating func pull(_ id: ViewerID, now: Int64) -> (Pulled, Pace?) {
        guard let index = index(of: id) else { return (.nothing, nil) }
        let pulled = pull(at: index)
        // For a viewer without acknowledgements, taking bytes is what gives the terminal room.
        let needsPace = viewers[index].flowControl == .none
        return (pulled, needsPace ? updatePace(now: now) : nil)
    }

    /// Takes an acknowledgement; nil when the viewer acknowledged what it was never sent.
    mutating func acknowledge(_ id: ViewerID, offset: UInt64, now: Int64) -> Effects? {
        guard let index = index(of: id) else { return Effects() }
        guard viewers[index].acknowledge(offset) else { return nil }
        var effects = Effects(pace: updatePace(now: now))
        if !viewers[index].isNotified, hasSomething(for: index) {
            viewers[index].isNotified = true
            effects.notify = [viewers[index].handle]
        }
        return effects
    }

    func mode(of id: ViewerID) -> ViewerMode? {
        index(of: id).map { viewers[$0].mode }
    }

    mutating func holdInput(of id: ViewerID) {
        guard let index = index(of: id) else { return }
        viewers[index].isInputHeld = true
    }

    /// The viewers whose sockets may be read again.
    mutating func releaseInput() -> [any Viewer] {
        var released: [any Viewer] = []
        for index in viewers.indices where viewers[index].isInputHeld {
            viewers[index].isInputHeld = false
            released.append(viewers[index].handle)
        }
        return released
    }

    // MARK: -

    private mutating func pull(at index: Int) -> Pulled {
        viewers[index].isNotified = false
        let sent = viewers[index].sent
        if sent < log.end {
            let credit = viewers[index].credit()
            guard credit > 0 else { return .nothing }
            guard sent >= log.start else {
                viewers[index].skip(to: log.start)
                return .skipped(to: log.start)
            }
            let count = Int(min(log.end - sent, UInt64(min(credit, Self.frameBytes))))
            viewers[index].didSend(count)
            return .bytes(offset: sent, count: count)
        }
        if let exit, !viewers[index].hasSeenExit {
            viewers[index].hasSeenExit = true
            return .exited(exit, offset: log.end)
        }
        return .nothing
    }

    private mutating func viewersToNotify() -> [any Viewer] {
        var notify: [any Viewer] = []
        for index in viewers.indices where !viewers[index].isNotified && hasSomething(for: index) {
            viewers[index].isNotified = true
            notify.append(viewers[index].handle)
        }
        return notify
    }

    private mutating func hasSomething(for index: Int) -> Bool {
        if viewers[index].sent < log.end { return viewers[index].credit() > 0 }
        return exit != nil && !viewers[index].hasSeenExit
    }

    private mutating func updatePace(now: Int64) -> Pace? {
        let change = pace.update(end: log.end, audience: audience, now: now)
        if let change { pause.changed(to: change, now: now) }
        return change
    }

    private var audience: OutputPace.Audience {
        var furthest: ViewerState?
        for viewer in viewers where viewer.mode == .control && viewer.reach >= furthest?.reach ?? 0 {
            furthest = viewer
        }
        if let furthest { return .attended(reach: furthest.reach, window: furthest.window) }
        switch absence {
        case .none: return .nobody
        case .cutOff(let since, let lostFrom): return .cutOff(at: since, lostFrom: lostFrom)
        }
    }

    private func index(of id: ViewerID) -> Int? {
        viewers.firstIndex { $0.id == id }
    }
}
