public import NIOCore

/// One side of an RFC 6455 connection, from the end of the handshake on: every decision, and no I/O. The frames that it
/// has to send are not masked; a client's owner does that to all of them.
///
/// Bytes go in, small actions come out; the owner carries them out and brings the time.
public struct WebSocketConnection: Sendable {
    /// What received bytes lead to.
    public enum Action: Sendable, Equatable {
        /// A whole text message, in UTF-8.
        case text(ByteBuffer)
        /// A whole binary message.
        case binary(ByteBuffer)
        /// A ping to be answered with this payload.
        case pong(ByteBuffer)
        /// The conversation is over: write `frame` if there is one, shut TCP's sending side down behind what is
        /// written, tell the application `event`, and read past the rest until the peer closes.
        case end(frame: ByteBuffer?, event: WebSocketEvent)
    }

    /// What the passing of time leads to.
    public enum TimerAction: Sendable, Equatable {
        /// Write this ping.
        case ping(frame: ByteBuffer)
        /// Close the TCP connection now, and tell the application `event` if there is one.
        case drop(event: WebSocketEvent?)
    }

    private enum State: Equatable {
        /// Messages go both ways.
        case open
        /// We said goodbye and wait for the peer's answer. Messages that were on their way are thrown away.
        case closing(since: NIODeadline)
        /// The peer's close frame came, or it broke a rule; our close frame is written. Bytes are not even decoded.
        /// TCP is still open so that the peer can read our last frame: to close a socket with unread bytes in it
        /// would reset the connection and take that frame away from the peer.
        case closed(since: NIODeadline)
        /// TCP is gone, or is to be closed by the last action.
        case dropped
    }

    private enum Frame {
        /// A part of a message.
        case data
        /// A control frame, whose payload is gathered here: 125 bytes at most.
        case control(Opcode, ByteBuffer)
    }

    private var state = State.open
    private var decoder: FrameDecoder
    private var assembler: MessageAssembler
    private var heartbeat: Heartbeat
    private var frame = Frame.data
    private let closeTimeout: TimeAmount

    public init(settings: WebSocketSettings = WebSocketSettings()) {
        decoder = FrameDecoder(role: settings.role)
        assembler = MessageAssembler(
            limitBytes: settings.messageLimitBytes, maximumFragments: settings.maximumFragments)
        heartbeat = Heartbeat(interval: settings.pingInterval, maximumMissed: settings.maximumMissedPings)
        closeTimeout = settings.closeTimeout
    }

    /// Whether messages can be sent.
    public var isOpen: Bool { state == .open }

    /// In bytes, from the next frame on.
    public var messageLimitBytes: Int {
        get { assembler.limitBytes }
        set { assembler.limitBytes = newValue }
    }

    /// When ``timerFired(now:)`` has something to do; nil: never.
    public var deadline: NIODeadline? {
        switch state {
        case .open: heartbeat.due
        case .closing(let since), .closed(let since): since + closeTimeout
        case .dropped: nil
        }
    }

    /// The connection is up: pings count from here.
    public mutating func start(now: NIODeadline) { heartbeat.start(now: now) }

    /// Whether the owner reads the socket, see ``WebSocketOutbound/reading(_:)``.
    public mutating func listen(_ isListening: Bool) { heartbeat.listen(isListening) }

    /// Takes what it can from `bytes`; nil: all of them are taken. To be called until it returns nil.
    public mutating func receive(_ bytes: inout ByteBuffer, now: NIODeadline) -> Action? {
        if bytes.readableBytes > 0 { heartbeat.heard() }
        while true {
            switch state {
            case .closed, .dropped:
                bytes.moveReaderIndex(to: bytes.writerIndex)
                return nil
            case .open, .closing:
                guard let step = decoder.feed(&bytes) else { return nil }
                if let action = act(on: step, now: now) { return action }
            }
        }
    }

    /// Says goodbye. The frame to be written; nil: that was done before.
    public mutating func close(code: UInt16, reason: String, now: NIODeadline) -> ByteBuffer? {
        guard state == .open else { return nil }
        state = .closing(since: now)
        return ClosePayload(code: code, reason: reason).frame()
    }

    /// Nil: nothing is due yet.
    public mutating func timerFired(now: NIODeadline) -> TimerAction? {
        guard let deadline, now >= deadline else { return nil }
        switch state {
        case .open:
            switch heartbeat.fired(now: now) {
            case .ping: return .ping(frame: Self.pingFrame)
            case .giveUp: return .drop(event: transportEnded(reason: "pings were not answered"))
            case nil: return nil
            }
        case .closing: return .drop(event: transportEnded(reason: "the close frame was not answered"))
        case .closed: return .drop(event: transportEnded(reason: ""))
        case .dropped: return nil
        }
    }

    /// The TCP connection ended, or the peer will send no more. The last event, if it was not told before.
    public mutating func transportEnded(reason: String) -> WebSocketEvent? {
        switch state {
        case .open, .closing:
            state = .dropped
            return .closed(code: nil, reason: reason, clean: false)
        case .closed, .dropped:
            state = .dropped
            return nil
        }
    }

    private static let pingFrame: ByteBuffer = {
        var buffer = ByteBuffer()
        FrameHeader.write(opcode: .ping, payloadLength: 0, into: &buffer)
        return buffer
    }()

    private mutating func act(on step: FrameDecoder.Action, now: NIODeadline) -> Action? {
        switch step {
        case .failure(let failure):
            return fail(failure, now: now)
        case .header(let header) where header.opcode.isControl:
            frame = .control(header.opcode, ByteBuffer())
            return nil
        case .header(let header):
            frame = .data
            // A message that came after our goodbye is thrown away, so its size costs nothing.
            guard isOpen, let failure = assembler.begin(header) else { return nil }
            return fail(failure, now: now)
        case .payload(let piece, let isLast):
            switch frame {
            case .data:
                return isOpen ? act(on: assembler.append(piece, isLast: isLast), now: now) : nil
            case .control(let opcode, var payload):
                payload.writeImmutableBuffer(piece)
                frame = .control(opcode, payload)
                return isLast ? control(opcode, payload, now: now) : nil
            }
        }
    }

    private mutating func act(on outcome: MessageAssembler.Outcome, now: NIODeadline) -> Action? {
        switch outcome {
        case .incomplete: nil
        case .text(let bytes): .text(bytes)
        case .binary(let bytes): .binary(bytes)
        case .failure(let failure): fail(failure, now: now)
        }
    }

    private mutating func control(_ opcode: Opcode, _ payload: ByteBuffer, now: NIODeadline) -> Action? {
        switch opcode {
        case .ping: return isOpen ? .pong(payload) : nil
        case .close: break
        default: return nil
        }
        switch ClosePayload.parse(payload) {
        case .failure(let failure):
            return fail(failure, now: now)
        case .success(let close):
            let reply = isOpen ? ClosePayload(code: close.code, reason: "").frame() : nil
            state = .closed(since: now)
            return .end(frame: reply, event: .closed(code: close.code, reason: close.reason, clean: true))
        }
    }

    private mutating func fail(_ failure: ProtocolFailure, now: NIODeadline) -> Action {
        let frame = isOpen ? ClosePayload(code: failure.closeCode, reason: failure.reason).frame() : nil
        state = .closed(since: now)
        return .end(frame: frame, event: .closed(code: failure.closeCode, reason: failure.reason, clean: false))
    }
}
