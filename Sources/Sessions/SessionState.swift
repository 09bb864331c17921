import NIOCore
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
        /// The screen has to be drawn for it; `drawn` when that is done.
        case draw(RepaintCause)
        /// Its terminal has to be made new and painted with the bytes that follow, which have no offset.
        case snapshot(offset: UInt64, bytes: Int, size: TerminalSize, RepaintCause)
        /// The next part of the picture.
        case paint(ByteBuffer)
        /// Behind the bytes that it has, the terminal got this size.
        case resized(TerminalSize)
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
    /// Scrollback in the picture for a viewer that comes, in bytes; the newest lines.
    static let historyBytes = 2 * 1024 * 1024
    /// And for one that is too slow for all that is printed, at least.
    static let skipHistoryBytes = 16 * 1024
    /// What the first viewer gets as it was printed, if it is all; of more it gets the screen.
    static let firstStreamBytes: UInt64 = 64 * 1024

    private(set) var log: OutputLog
    private(set) var viewers: [ViewerState] = []
    private(set) var exit: ExitStatus?
    private(set) var sizes: SizeTimeline
    var lifetime: SessionLifetime
    private let window: Int
    /// Whether there is a model of the screen to make pictures of.
    private let keepsScreen: Bool
    /// The model has seen everything below.
    private var fed: UInt64 = 0
    private var pace: OutputPace
    private var absence = Absence.none
    private var pause = PauseClock()
    private var nextViewer: UInt64 = 0
    private var hasBeenSeen = false
    /// Counts what control viewers do. The size is that of the one who did something last.
    private var activities: UInt64 = 0

    init(settings: SessionSettings, size: TerminalSize, now: Int64) {
        log = OutputLog(capacity: settings.outputLogBytes)
        // The log must hold what is on the way and what arrives after a pause, or it could forget the former.
        window = min(settings.flowControlWindowBytes, settings.outputLogBytes / 2)
        pace = OutputPace(logCapacity: settings.outputLogBytes, graceSeconds: settings.resumeGraceSeconds)
        lifetime = SessionLifetime(settings: settings, now: now)
        keepsScreen = settings.keepsScreen
        sizes = SizeTimeline(size)
    }

    var size: TerminalSize { sizes.current }

    // MARK: The terminal's side

    mutating func output(_ bytes: UnsafeRawBufferPointer, now: Int64) -> Effects {
        log.append(bytes)
        sizes.forget(below: log.start)
        lifetime.touch(now: now)
        return Effects(pace: updatePace(now: now), notify: viewersToNotify())
    }

    /// The model of the screen has seen everything below.
    mutating func fed(to offset: UInt64, now: Int64) -> Pace? {
        fed = offset
        return pace.pace == .paused ? updatePace(now: now) : nil
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

    /// Lets a viewer in: at `offset` if that is retained, else by a picture of the screen. Nil for an offset that was
    /// never printed. Of an ended session there is nothing to control.
    mutating func attach(
        _ handle: any Viewer, mode: ViewerMode, flowControl: FlowControl, offset: UInt64?, now: Int64,
        arrival: ViewerArrival = ViewerArrival()
    ) -> (ViewerAttachment, Effects)? {
        if let offset, offset > log.end { return nil }
        let mode = exit == nil ? mode : .view
        // Of several sizes one behind the other it may have had any when it left; and each leaves its mark on a screen.
        let resumed = offset.map { $0 >= log.start && sizes.changes(at: $0) <= 1 } ?? false
        let first = offset == nil ? firstOffset : nil
        let isPainted = !resumed && first == nil
        let start = resumed ? offset ?? log.end : first ?? (keepsScreen ? log.end : log.start)
        hasBeenSeen = true
        let position = sizes.position(at: start)
        var viewer = ViewerState(
            id: ViewerID(number: nextViewer), handle: handle, mode: mode, flowControl: flowControl,
            window: flowControl == .ack ? window : min(window, Self.socketWindowBytes),
            offset: start, mark: position.number, arrival: arrival)
        if isPainted { viewer.repaint = .wanted(.attached) }
        nextViewer += 1
        viewers.append(viewer)
        if mode == .control { absence = .none }
        lifetime.touch(now: now)
        let attachment = ViewerAttachment(
            viewer: viewer.id, offset: viewer.sent, size: position.size, mode: mode, resumed: resumed,
            viewers: viewers.count)
        return (attachment, Effects(pace: updatePace(now: now)))
    }

    /// Where the first viewer begins: with the first byte, if all was printed on one grid, and it is not much.
    private var firstOffset: UInt64? {
        guard log.end == 0 || !hasBeenSeen && log.start == 0 && log.end <= Self.firstStreamBytes,
            sizes.position(at: 0).number == sizes.count
        else { return nil }
        return 0
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
        let pulled = pull(at: index, now: now)
        // For a viewer without acknowledgements, taking bytes is what gives the terminal room.
        let needsPace = viewers[index].flowControl == .none
        return (pulled, needsPace ? updatePace(now: now) : nil)
    }

    /// Takes an acknowledgement; nil when the viewer acknowledged what it was never sent.
    mutating func acknowledge(_ id: ViewerID, offset: UInt64, now: Int64) -> Effects? {
        guard let index = index(of: id) else { return Effects() }
        guard viewers[index].acknowledge(offset, now: now) else { return nil }
        return Effects(pace: updatePace(now: now), notify: notify(at: index))
    }

    /// How much scrollback there may be in the picture that a viewer waits for, in bytes; nil: it does not wait.
    func historyBytes(for id: ViewerID) -> Int? {
        guard let index = index(of: id), case .drawing(let cause) = viewers[index].repaint else { return nil }
        switch cause {
        case .attached, .requested: return Self.historyBytes
        case .fellBehind, .interrupt:
            return viewers[index].historyBytes(within: Self.skipHistoryBytes...Self.historyBytes)
        }
    }

    /// The screen was drawn for a viewer, which may be gone.
    mutating func drawn(_ picture: ScreenPicture, for id: ViewerID, now: Int64) -> Effects {
        guard let index = index(of: id), case .drawing(let cause) = viewers[index].repaint else { return Effects() }
        viewers[index].show(picture, cause)
        return Effects(pace: updatePace(now: now), notify: notify(at: index))
    }

    /// A viewer wants the screen instead of what it has not seen.
    mutating func repaint(_ id: ViewerID, _ cause: RepaintCause, now: Int64) -> Effects {
        guard keepsScreen, let index = index(of: id) else { return Effects() }
        if cause == .interrupt, !viewers[index].isLate(end: log.end, now: now) { return Effects() }
        guard case .none = viewers[index].repaint else {
            viewers[index].isInterrupted = viewers[index].isInterrupted || cause == .interrupt
            return Effects()
        }
        viewers[index].repaint = .wanted(cause)
        // The terminal is read on at once: what it prints behind the interrupt belongs on the picture.
        viewers[index].abandonBacklog(at: log.end)
        return Effects(pace: updatePace(now: now), notify: notify(at: index))
    }

    // MARK: The size

    /// The terminal gets another size behind all that it has printed. True if it is another.
    mutating func resize(to size: TerminalSize) -> Bool {
        guard exit == nil, size != sizes.current else { return false }
        sizes.change(to: size, at: log.end)
        return true
    }

    /// A control viewer says what it has room for; nil: it types, and that is as it was. Returns the size that the
    /// terminal is to have from now on, the viewer's own; nil: there is no reason for another.
    mutating func act(_ id: ViewerID, wish: TerminalSize?) -> TerminalSize? {
        guard let index = index(of: id), viewers[index].mode == .control else { return nil }
        if let wish { viewers[index].wish = wish }
        guard wish != nil || viewers[index].activity != activities else { return nil }
        activities += 1
        viewers[index].activity = activities
        return viewers[index].wish
    }

    /// The size now, for a viewer that has nothing in front of it: it need not be told again. Nil: it has.
    mutating func settleSize(of id: ViewerID) -> TerminalSize? {
        guard let index = index(of: id) else { return nil }
        if case .none = viewers[index].repaint, viewers[index].sent < log.end || sizes.changes(at: log.end) > 1 {
            return nil
        }
        viewers[index].mark = sizes.count
        return sizes.current
    }

    /// Whether of those who are there nobody was active since.
    func isActive(_ id: ViewerID) -> Bool {
        guard let index = index(of: id), viewers[index].activity > 0 else { return false }
        return !viewers.contains { $0.activity > viewers[index].activity }
    }

    /// The size that the one wants who was active last of those who are there; nil: nobody wants one.
    var wantedSize: TerminalSize? {
        viewers.filter { $0.wish != nil }.max { $0.activity < $1.activity }?.wish
    }

    /// Those who have something to pull, a new size for example.
    mutating func notifyAll() -> [any Viewer] { viewersToNotify() }

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

    private mutating func pull(at index: Int, now: Int64) -> Pulled {
        viewers[index].isNotified = false
        if let painted = paint(at: index) { return painted }
        let sent = viewers[index].sent
        let mark = sizes.next(after: viewers[index].mark)
        if let mark, mark.offset <= sent {
            viewers[index].mark = mark.number
            return .resized(mark.size)
        }
        if sent < log.end {
            let credit = room(at: index)
            guard credit > 0 else { return .nothing }
            if sent < log.start || (hasFallenBehind(index) && !isAwaited(index)) {
                viewers[index].repaint = .drawing(.fellBehind)
                return .draw(.fellBehind)
            }
            // What comes behind a new size is for another grid.
            let end = min(log.end, mark?.offset ?? log.end)
            let count = Int(min(end - sent, UInt64(min(credit, Self.frameBytes))))
            viewers[index].didSend(count, now: now)
            return .bytes(offset: sent, count: count)
        }
        if let exit, !viewers[index].hasSeenExit {
            viewers[index].hasSeenExit = true
            return .exited(exit, offset: log.end)
        }
        return .nothing
    }

    /// What a viewer gets that is to see the screen; nil: the stream.
    private mutating func paint(at index: Int) -> Pulled? {
        switch viewers[index].repaint {
        case .none: return nil
        case .drawing: return .nothing
        case .wanted(let cause):
            viewers[index].repaint = .drawing(cause)
            return .draw(cause)
        case .ready(let picture, let cause):
            viewers[index].repaint = .painting(picture)
            return .snapshot(
                offset: picture.offset, bytes: picture.bytes.readableBytes, size: picture.size, cause)
        case .painting(var picture):
            let count = min(picture.bytes.readableBytes, Self.frameBytes)
            guard count > 0, let part = picture.bytes.readSlice(length: count) else {
                endPicture(at: index)
                return nil
            }
            viewers[index].repaint = .painting(picture)
            if picture.bytes.readableBytes == 0 { endPicture(at: index) }
            return .paint(part)
        }
    }

    /// All of a picture is sent.
    private mutating func endPicture(at index: Int) {
        viewers[index].repaint = .none
        guard viewers[index].isInterrupted else { return }
        viewers[index].isInterrupted = false
        viewers[index].repaint = .wanted(.interrupt)
        viewers[index].abandonBacklog(at: log.end)
    }

    /// How much of the stream a viewer may be sent, in bytes.
    private mutating func room(at index: Int) -> Int {
        // It needs a picture, and has one that it has not looked at.
        if viewers[index].sent < log.start, viewers[index].unseenPicture != nil { return 0 }
        return viewers[index].credit(end: log.end)
    }

    private func hasFallenBehind(_ index: Int) -> Bool {
        keepsScreen && viewers[index].hasFallenBehind(end: log.end)
    }

    /// Whether the terminal waits for that viewer: then it loses nothing, however slow it is.
    private func isAwaited(_ index: Int) -> Bool {
        viewers[index].mode == .control && viewers.count(where: { $0.mode == .control }) == 1
    }

    private mutating func viewersToNotify() -> [any Viewer] {
        var handles: [any Viewer] = []
        for index in viewers.indices { handles += notify(at: index) }
        return handles
    }

    private mutating func notify(at index: Int) -> [any Viewer] {
        guard !viewers[index].isNotified, hasSomething(for: index) else { return [] }
        viewers[index].isNotified = true
        return [viewers[index].handle]
    }

    private mutating func hasSomething(for index: Int) -> Bool {
        switch viewers[index].repaint {
        case .wanted, .ready, .painting: return true
        case .drawing: return false
        case .none: break
        }
        let sent = viewers[index].sent
        if let mark = sizes.next(after: viewers[index].mark), mark.offset <= sent { return true }
        if sent < log.end { return room(at: index) > 0 }
        return exit != nil && !viewers[index].hasSeenExit
    }

    private mutating func updatePace(now: Int64) -> Pace? {
        let unfed = keepsScreen ? log.end - min(log.end, fed) : 0
        let change = pace.update(end: log.end, unfed: unfed, audience: audience, now: now)
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
