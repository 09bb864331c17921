import TerminalProtocol

/// What a session knows of one viewer: how it came, what it has been sent, what it has room for. Offsets and arithmetic
/// only.
struct ViewerState {
    /// Whether it gets the screen instead of the stream.
    enum Repaint {
        /// It gets the stream.
        case none
        /// It is to get the screen as soon as it comes for something.
        case wanted(RepaintCause)
        /// The screen is being drawn for it; there is nothing for it until that is done.
        case drawing(RepaintCause)
        /// The picture is there, and it has not been told.
        case ready(ScreenPicture, RepaintCause)
        /// It has been told, and gets the rest of the picture.
        case painting(ScreenPicture)
    }

    let id: ViewerID
    let handle: any Viewer
    let mode: ViewerMode
    let flowControl: FlowControl
    let arrival: ViewerArrival
    /// The first byte that it has not been sent.
    private(set) var sent: UInt64
    /// All bytes below are on its screen, or it joined behind them.
    private(set) var acknowledged: UInt64
    private var rate: DeliveryRate
    /// Set when the window was full, until half of it is free again: a frame for every small acknowledgement
    /// would cost both sides more than it gains. Where the log ended then.
    private(set) var stalledAt: UInt64?
    /// It has been told that there is output and has not come for it yet.
    var isNotified = false
    /// Its socket is not read, because the shell does not read what it types.
    var isInputHeld = false
    var hasSeenExit = false
    var repaint = Repaint.none
    /// The end of the last picture is not known to be on its screen. Until then it gets no other: on a slow link it
    /// would see nothing but beginnings.
    private(set) var unseenPicture: UInt64?
    /// Somebody there has interrupted a program while a picture was made or sent, which does not show that: another has
    /// to follow.
    var isInterrupted = false
    /// The last change of the size that it was told.
    var mark: UInt64
    /// The size that it has room for; nil: it does not choose.
    var wish: TerminalSize?
    /// Higher than that of all others who did something before.
    var activity: UInt64 = 0

    init(
        id: ViewerID, handle: any Viewer, mode: ViewerMode, flowControl: FlowControl, window: Int, offset: UInt64,
        mark: UInt64 = 0, arrival: ViewerArrival = ViewerArrival()
    ) {
        self.id = id
        self.arrival = arrival
        self.handle = handle
        self.mode = mode
        self.flowControl = flowControl
        self.mark = mark
        rate = DeliveryRate(maximum: window)
        sent = offset
        acknowledged = offset
    }

    /// The most that may be on the way: sent and not acknowledged.
    var window: UInt64 { flowControl == .ack ? rate.window : rate.maximum }

    /// How many bytes it may be sent now. `end`: where the log ends.
    mutating func credit(end: UInt64) -> Int {
        guard flowControl == .ack else { return Int.max }
        let onTheWay = sent - acknowledged
        if onTheWay >= window { stalledAt = stalledAt ?? end }
        if stalledAt != nil, onTheWay > window / 2 { return 0 }
        return Int(window - onTheWay)
    }

    /// Whether it had no room and has some again, and so much was printed meanwhile that it is not to get all of it.
    func hasFallenBehind(end: UInt64) -> Bool {
        guard let stalledAt, unseenPicture == nil, sent - acknowledged <= window / 2 else { return false }
        return end - stalledAt > window + OutputPace.overshootBytes
    }

    /// How far the terminal may print for this viewer's sake. A viewer that does not acknowledge is sent what
    /// its socket takes, so for it the window is what may wait behind that.
    var reach: UInt64 {
        (flowControl == .ack ? acknowledged : sent) + window
    }

    /// From where on it may have lost bytes if its connection breaks now. What TCP took from a viewer that does
    /// not acknowledge may still have been on the way; a window's worth is assumed.
    var mayHaveLostFrom: UInt64 {
        flowControl == .ack ? acknowledged : sent - min(sent, window)
    }

    /// Whether what the log has and its screen does not show takes longer than somebody waits who interrupts.
    func isLate(end: UInt64, now: Int64) -> Bool {
        rate.isLate(end - min(end, flowControl == .ack ? acknowledged : sent), now: now)
    }

    /// Scrollback for a picture that replaces what it has not seen, in bytes: what gets there soon.
    func historyBytes(within bounds: ClosedRange<Int>) -> Int { rate.bytesSoon(within: bounds) }

    mutating func didSend(_ count: Int, now: Int64) {
        let start = sent
        sent += UInt64(count)
        stalledAt = nil
        rate.sent(from: start, to: sent, acknowledged: acknowledged, now: now)
    }

    /// Takes an acknowledgement. False when it speaks of bytes that were never sent; an old one is no error.
    mutating func acknowledge(_ offset: UInt64, now: Int64) -> Bool {
        guard offset <= sent else { return false }
        if let picture = unseenPicture, offset >= picture { unseenPicture = nil }
        rate.acknowledged(offset, before: acknowledged, now: now)
        acknowledged = max(acknowledged, offset)
        return true
    }

    /// What it was not sent is not for it any more, and what is on the way is not waited for.
    mutating func abandonBacklog(at end: UInt64) {
        sent = end
        acknowledged = end
        stalledAt = nil
        rate.forget()
    }

    /// A picture takes the place of what it has not been sent; what it was sent before no longer matters.
    mutating func show(_ picture: ScreenPicture, _ cause: RepaintCause) {
        repaint = .ready(picture, cause)
        abandonBacklog(at: picture.offset)
        mark = picture.mark
        unseenPicture = flowControl == .ack ? picture.offset : nil
    }
}
