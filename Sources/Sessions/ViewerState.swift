import TerminalProtocol

/// What a session knows of one viewer: what it has been sent, what it has room for. Offsets and arithmetic only.
struct ViewerState {
    let id: ViewerID
    let handle: any Viewer
    let mode: ViewerMode
    let flowControl: FlowControl
    /// The most that may be on the way: sent and not acknowledged.
    let window: UInt64
    /// The first byte that it has not been sent.
    private(set) var sent: UInt64
    /// All bytes below are on its screen, or it joined behind them.
    private(set) var acknowledged: UInt64
    /// Set when the window was full, until half of it is free again: a frame for every small acknowledgement
    /// would cost both sides more than it gains.
    private var isStalled = false
    /// It has been told that there is output and has not come for it yet.
    var isNotified = false
    /// Its socket is not read, because the shell does not read what it types.
    var isInputHeld = false
    var hasSeenExit = false

    init(
        id: ViewerID, handle: any Viewer, mode: ViewerMode, flowControl: FlowControl, window: Int, offset: UInt64
    ) {
        self.id = id
        self.handle = handle
        self.mode = mode
        self.flowControl = flowControl
        self.window = UInt64(max(window, 1))
        sent = offset
        acknowledged = offset
    }

    /// How many bytes it may be sent now.
    mutating func credit() -> Int {
        guard flowControl == .ack else { return Int.max }
        let onTheWay = sent - acknowledged
        if onTheWay >= window { isStalled = true }
        if isStalled, onTheWay > window / 2 { return 0 }
        isStalled = false
        return Int(window - onTheWay)
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

    mutating func didSend(_ count: Int) {
        sent += UInt64(count)
    }

    /// Takes an acknowledgement. False when it speaks of bytes that were never sent; an old one is no error.
    mutating func acknowledge(_ offset: UInt64) -> Bool {
        guard offset <= sent else { return false }
        acknowledged = max(acknowledged, offset)
        return true
    }

    /// The bytes in between are gone; what it was sent before no longer matters.
    mutating func skip(to offset: UInt64) {
        sent = offset
        acknowledged = offset
        isStalled = false
    }
}
