public import NIOCore
public import TerminalProtocol

/// How one client stays attached to one session, across as many connections as it takes. Every decision, and no I/O:
/// events go in, actions come out, and the owner carries them out in their order.
public struct Attachment: Sendable {
    /// What the person wants.
    public struct Wishes: Sendable {
        public var sessionID: String
        public var mode: ViewerMode
        public var size: TerminalSize
        public var detachKeys: DetachKeys
        /// Whether keys are typed, among which those that leave are looked for. A file has none.
        public var inputIsTerminal: Bool
        /// Whether a terminal shows the output. A file gets the bytes of the session and no pictures of the screen.
        public var outputIsTerminal: Bool
        /// The first byte that is wanted; nil: the screen as it is, and what is printed from then on.
        public var firstOffset: UInt64?
        public var reconnects: Bool

        public init(
            sessionID: String, mode: ViewerMode = .control, size: TerminalSize, detachKeys: DetachKeys = .default,
            inputIsTerminal: Bool = true, outputIsTerminal: Bool = true, firstOffset: UInt64? = nil,
            reconnects: Bool = true
        ) {
            self.sessionID = sessionID
            self.mode = mode
            self.size = size
            self.detachKeys = detachKeys
            self.inputIsTerminal = inputIsTerminal
            self.outputIsTerminal = outputIsTerminal
            self.firstOffset = firstOffset
            self.reconnects = reconnects
        }
    }

    public enum Event: Sendable {
        /// The WebSocket is open, and the server knows who this is.
        case connected
        /// No connection could be made.
        case connectFailed(ClientError)
        case notice(ServerNotice)
        case output(ByteBuffer)
        /// The connection is over, with the code of the close frame if there was one.
        case closed(code: UInt16?, reason: String)
        /// The time of `Action.wait` is over.
        case waited
        case typed(ByteBuffer)
        case resized(TerminalSize)
        /// All bytes below have reached the screen or the file.
        case shown(offset: UInt64)
        /// The time of `Action.acknowledgeLater` is over.
        case acknowledgementDue
        /// The process was asked to go.
        case leave
    }

    public enum Action: Sendable, Equatable {
        /// Make a connection, with a token that is fresh if there is one.
        case connect
        case send(ClientMessage)
        /// Keystrokes.
        case type(ByteBuffer)
        /// Bytes of the session. `offset`: what to report with `Event.shown`.
        case show(ByteBuffer, offset: UInt64?)
        /// A picture of the screen comes: make the terminal, of this size, as it is when it is new.
        case clear(TerminalSize)
        /// Then report `Event.acknowledgementDue`.
        case acknowledgeLater(milliseconds: Int)
        /// For the first time the session is there: from now on keys are its own.
        case begin
        case tell(Remark)
        /// Then report `Event.waited`.
        case wait(milliseconds: Int)
        /// See whether there is a newer token, and send it.
        case refreshToken
        /// Close the connection if there is one; no event is of interest any more. Always the last.
        case finish(Outcome)
    }

    /// How it ended.
    public enum Outcome: Sendable, Equatable {
        /// The session runs on.
        case detached
        /// The session's shell is over. One of the two is there.
        case exited(code: Int?, signal: String?)
        case failed(ClientError)
    }

    private enum State {
        /// A connection is being made.
        case connecting
        /// It is there, and the server was asked for the session.
        case attaching
        /// Bytes go both ways.
        case attached
        /// The connection was lost; the next one is not to be tried yet.
        case waiting
        /// `finish` was said.
        case over
    }

    /// How many bytes reach the screen between two acknowledgements; a quarter of the server's window.
    static let acknowledgementBytes = 64 * 1024
    /// For how long what is on the screen may be without one: the server learns from them how fast the way is.
    static let acknowledgementMilliseconds = 50

    private var wishes: Wishes
    private var state = State.connecting
    private var position = OutputPosition()
    private var reconnection: Reconnection
    private var acknowledged: UInt64 = 0
    /// All bytes below are on the screen.
    private var shownTo: UInt64 = 0
    private var isAcknowledgementPlanned = false
    /// What to acknowledge when the picture is on the screen; nil: none is on its way.
    private var picture: UInt64?
    /// The size of the session's screen, as far as it is known.
    private var size: TerminalSize?
    /// That it is too large for this terminal has been said.
    private var hasToldSize = false
    private var mode: ViewerMode
    /// Whether the session was there at all: before, every failure is final.
    private var hasBegun = false

    /// - Parameter random: from 0 to 1, for the pauses between attempts.
    public init(_ wishes: Wishes, random: @escaping @Sendable () -> Double = { .random(in: 0...1) }) {
        self.wishes = wishes
        mode = wishes.mode
        reconnection = Reconnection(random: random)
    }

    /// Whether a pipe is to be read: what is read now can be sent now.
    public var takesInput: Bool { state == .attached && mode == .control }

    /// To be done first.
    public func start() -> [Action] { [.connect] }

    /// - Parameter now: monotonic, in seconds.
    public mutating func handle(_ event: Event, now: Double) -> [Action] {
        switch (state, event) {
        case (.over, _): return []
        case (_, .leave): return detach()
        case (_, .typed(let bytes)): return type(bytes)
        case (_, .resized(let size)): return resize(size)
        case (_, .shown(let offset)): return shown(offset)
        case (_, .acknowledgementDue):
            isAcknowledgementPlanned = false
            return acknowledge()
        case (.connecting, .connected): return attach()
        case (.connecting, .connectFailed(let error)): return connectFailed(error, now: now)
        case (.waiting, .waited):
            state = .connecting
            return [.connect]
        case (.attaching, .notice(let notice)), (.attached, .notice(let notice)): return hear(notice, now: now)
        case (.attached, .output(let bytes)): return show(bytes)
        case (.attaching, .closed(let code, let reason)), (.attached, .closed(let code, let reason)):
            return closed(code: code, reason: reason, now: now)
        default: return []
        }
    }

    // MARK: Coming

    private mutating func attach() -> [Action] {
        state = .attaching
        // With half a picture of the screen there is no going on; a file needs none.
        let offset = position.isWhole || !wishes.outputIsTerminal ? position.next ?? wishes.firstOffset : nil
        return [
            .send(
                .attach(
                    AttachRequest(
                        sessionID: wishes.sessionID, size: wishes.size, flowControl: .ack, offset: offset,
                        mode: wishes.mode)))
        ]
    }

    private mutating func hear(_ notice: ServerNotice, now: Double) -> [Action] {
        switch notice {
        case .attached(let offset, let size, let mode, let resumed, let recording):
            guard case .attaching = state else { return [] }
            self.mode = mode ?? wishes.mode
            self.size = size
            return attached(offset, resumed: resumed, recording: recording, now: now)
        case .snapshot(let offset, let bytes, let size):
            self.size = size
            return snapshot(offset, bytes)
        case .resized(let size):
            self.size = size
            return tellSize()
        case .exited(let code, let signal):
            return finish(.exited(code: code, signal: signal))
        case .warning(let code, let seconds):
            let remark = Action.tell(.warning(code: code, seconds: seconds))
            return code == "token_expiring" ? [.refreshToken, remark] : [remark]
        case .error(let error):
            guard case .attaching = state else { return [.tell(.refused(error))] }
            // The connection stays open, but what it was made for is not to be had.
            guard hasBegun, error.kind == .temporary else { return finish(.failed(.refused(error))) }
            return lost(.refused(error), now: now)
        case .other: return []
        }
    }

    private mutating func attached(_ offset: UInt64, resumed: Bool, recording: Bool, now: Double) -> [Action] {
        let wanted = position.next ?? wishes.firstOffset
        let goesOn = position.attached(offset: offset, resumed: resumed)
        // What was shown of an earlier connection is below what this one begins with.
        acknowledged = goesOn ? max(acknowledged, offset) : offset
        shownTo = acknowledged
        picture = nil
        reconnection.attached(now: now)
        state = .attached
        var actions: [Action] = hasBegun ? [.tell(.reattached)] : [.begin]
        if !hasBegun, recording { actions.append(.tell(.recorded)) }
        hasBegun = true
        if !wishes.outputIsTerminal { actions += tellMissing(from: wanted ?? offset, to: offset) }
        // Who steers hears of the size that the terminal gets; and a picture has one of its own.
        return actions + (mode == .view && position.isWhole ? tellSize() : [])
    }

    private mutating func snapshot(_ offset: UInt64, _ bytes: Int) -> [Action] {
        let before = position.next ?? 0
        position.snapshot(offset: offset, bytes: bytes)
        acknowledged = offset
        shownTo = offset
        guard wishes.outputIsTerminal, bytes > 0 else {
            // The server waits for it before it draws another.
            return tellMissing(from: before, to: offset) + [.send(.ack(offset: offset))]
        }
        picture = offset
        return [.clear(wishes.size)]
    }

    private func tellMissing(from wanted: UInt64, to offset: UInt64) -> [Action] {
        wanted < offset ? [.tell(.bytesMissing(offset - wanted))] : []
    }

    /// Says once that the session's screen is larger than this one.
    private mutating func tellSize() -> [Action] {
        let here = wishes.size
        guard wishes.outputIsTerminal, hasBegun, let size, size.cols > here.cols || size.rows > here.rows else {
            hasToldSize = false
            return []
        }
        guard !hasToldSize else { return [] }
        hasToldSize = true
        return [.tell(.largerScreen(size))]
    }

    // MARK: While it lasts

    private mutating func show(_ bytes: ByteBuffer) -> [Action] {
        position.receive(bytes.readableBytes).compactMap { segment in
            guard segment.kind != .snapshot || wishes.outputIsTerminal else { return nil }
            guard
                let piece = bytes.getSlice(
                    at: bytes.readerIndex + segment.range.lowerBound, length: segment.range.count)
            else { return nil }
            return .show(piece, offset: segment.offset)
        }
    }

    private mutating func shown(_ offset: UInt64) -> [Action] {
        guard state == .attached else { return [] }
        if offset == picture {
            picture = nil
            return [.send(.ack(offset: offset))] + tellSize()
        }
        guard offset > shownTo else { return [] }
        shownTo = offset
        if shownTo - acknowledged >= UInt64(Self.acknowledgementBytes) { return acknowledge() }
        guard !isAcknowledgementPlanned else { return [] }
        isAcknowledgementPlanned = true
        return [.acknowledgeLater(milliseconds: Self.acknowledgementMilliseconds)]
    }

    private mutating func acknowledge() -> [Action] {
        guard state == .attached, shownTo > acknowledged else { return [] }
        acknowledged = shownTo
        return [.send(.ack(offset: shownTo))]
    }

    private mutating func type(_ bytes: ByteBuffer) -> [Action] {
        var passed = bytes
        if wishes.inputIsTerminal {
            let (rest, isDetached) = wishes.detachKeys.filter(bytes.readableBytesView)
            passed = ByteBuffer(bytes: rest)
            if isDetached { return (takesInput && !rest.isEmpty ? [.type(passed)] : []) + detach() }
        }
        // Without a connection keys lead nowhere: nobody sees what they would do, and later they would be junk.
        return takesInput && passed.readableBytes > 0 ? [.type(passed)] : []
    }

    private mutating func resize(_ size: TerminalSize) -> [Action] {
        guard size != wishes.size else { return [] }
        wishes.size = size
        return takesInput ? [.send(.resize(size))] : tellSize()
    }

    // MARK: Going

    private mutating func detach() -> [Action] {
        let isAttached = state == .attached
        return (isAttached ? [.send(.detach)] : []) + finish(.detached)
    }

    private mutating func connectFailed(_ error: ClientError, now: Double) -> [Action] {
        guard hasBegun else { return finish(.failed(error)) }
        switch error {
        case .unreachable, .noAnswerInTime, .notHTTP, .cutOff: return lost(error, now: now)
        case .refused(let refusal) where refusal.kind == .temporary: return lost(error, now: now)
        case .refused, .answerTooLarge, .unexpectedAnswer: return finish(.failed(error))
        }
    }

    private mutating func closed(code: UInt16?, reason: String, now: Double) -> [Action] {
        let wasAttached = state == .attached
        let error = CloseReason.error(code: code, reason: reason)
        switch code.flatMap(CloseCode.init) {
        case .forbidden, .noSuchSession, .protocolError, .unsupportedData, .invalidPayload, .policyViolation,
            .messageTooBig:
            return finish(.failed(error))
        case .authenticationFailed, .expired:
            // A fresh token may be there by now; if it is none, the next answer says so.
            guard wasAttached else { return finish(.failed(error)) }
        default: break
        }
        return hasBegun ? lost(error, now: now) : finish(.failed(error))
    }

    private mutating func lost(_ error: ClientError, now: Double) -> [Action] {
        guard wishes.reconnects, let delay = reconnection.lost(now: now) else { return finish(.failed(error)) }
        let isNews = state == .attached
        state = .waiting
        return (isNews ? [.tell(.connectionLost("\(error)"))] : []) + [.wait(milliseconds: delay)]
    }

    private mutating func finish(_ outcome: Outcome) -> [Action] {
        state = .over
        return [.finish(outcome)]
    }
}
