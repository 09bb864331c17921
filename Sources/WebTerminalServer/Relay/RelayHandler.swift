import Authentication
import NIOCore
import PrometheusExporter
import Sessions
import TerminalProtocol
import WebSockets

/// What a relay needs of the server around it.
struct RelayContext: Sendable {
    var registry: SessionRegistry
    var authentication: BearerAuthentication
    var access: SessionAccess
    var observer: any ServerObserver
    let open: OpenRelays
    /// Seconds since 1970.
    var wallClock: @Sendable () -> Double
    /// Told to the client in `connected`.
    var version: String
    /// Told to the client as well: where pages fetch fresh tokens.
    let tokenURL: Replaceable<TokenURL?>
    /// Where messages are counted; nil: nowhere.
    var metrics: ServerMetrics?
}

/// One connection: carries keystrokes from the WebSocket to a session, and the session's bytes back.
///
/// A session's output is pulled, not pushed: the session says once that there is some, the relay takes frames
/// for as long as the socket takes them. What cannot be sent stays in the session's log and costs nothing here.
///
/// Sendable because everything but `eventLoop` is touched on that loop only; the calls of `Viewer`, which come
/// from any thread, go there first.
final class RelayHandler: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = WebSocketEvent
    typealias OutboundOut = WebSocketOutbound

    /// Answers to the client that may wait for its socket. One that asks without reading is cut off.
    static let waitingAnswers = 256
    /// A client gets its screen drawn so often, if it asks.
    static let repaintInterval = TimeAmount.seconds(1)
    /// For a connection that ended without a word, RFC 6455 section 7.1.5.
    private static let noCloseCode: UInt16 = 1006

    let server: RelayContext
    let eventLoop: any EventLoop
    var requester: Requester
    private let openedAt = NIODeadline.now()
    private var context: ChannelHandlerContext?
    var conversation: Conversation
    var attachment: (session: Session, viewer: ViewerID)?
    /// What the client said while its session was being opened.
    private var waiting: [WebSocketEvent] = []
    /// Keystrokes of this turn of the loop.
    private var typed: ByteBuffer?
    private var answersWaiting = 0
    /// Which end of the connection will be told; the first that closed it says so.
    private var closeCode = RelayHandler.noCloseCode
    /// News of which only the newest matters, for a socket that takes nothing at the moment.
    private var news = LatestNews()
    /// The newest command of the session that the client has been told of; it hears of each once.
    private var newestCommand: UInt64 = 0
    var authenticationTimer: Scheduled<Void>?
    var expiryTimer: Scheduled<Void>?
    /// Whether it was told that the client wanted more than it may, since it attached: of a flood of keys that go nowhere the
    /// first is news.
    private var hasBeenDenied = false
    /// When the client had its screen drawn at its own wish.
    private var repaintedAt: NIODeadline?
    private var rates = ConnectionRates(now: RelayHandler.now())

    init(server: RelayContext, principal: Principal?, requester: Requester, eventLoop: any EventLoop) {
        self.server = server
        self.eventLoop = eventLoop
        self.requester = requester
        conversation = Conversation(principal: principal)
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        server.open.add(self)
        server.observer.observe(.webSocketOpened(requester))
        send(
            .connected(
                version: server.version, authenticationRequired: conversation.principal == nil,
                tokenURL: server.tokenURL.current?.text))
        if let principal = conversation.principal {
            welcome(principal)
        } else {
            let limit = TimeAmount.seconds(Int64(ProtocolV1.authenticationTimeoutSeconds))
            authenticationTimer = eventLoop.assumeIsolated().scheduleTask(in: limit) { [weak self] in
                guard let self else { return }
                server.observer.observe(.authenticationFailed(.late, requester))
                close(ErrorBody(.unauthorized, "no authenticate message came in time"), .authenticationFailed)
            }
        }
        context.flush()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave(cutOff: true)
        stopTimers()
        server.open.remove(self)
        self.context = nil
        server.observer.observe(
            .webSocketClosed(
                code: closeCode, seconds: Double((NIODeadline.now() - openedAt).nanoseconds) / 1e9, requester))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let event = unwrapInboundIn(data)
        if isTooMuch(event) { return }
        receive(event)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        typeGathered()
        context.flush()
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            answersWaiting = 0
            news.take().forEach(send)
            pump()
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave(cutOff: true)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            // Who looks at a session hears it from there, a warning first.
            if attachment == nil { disconnect(.goingAway, reason: "the server is going") }
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    // MARK: Client to session

    /// Whether a message goes beyond what one connection may send; then the connection ends.
    private func isTooMuch(_ event: WebSocketEvent) -> Bool {
        guard let limits = server.authentication.limits, let bytes = event.messageBytes,
            let exceeded = rates.received(bytes: bytes, limits.perConnection, now: Self.now())
        else { return false }
        limits.observe(exceeded, requester)
        typeGathered()
        close(exceeded.body, .rateLimited)
        return true
    }

    private static func now() -> Int64 { Int64(clamping: NIODeadline.now().uptimeNanoseconds) }

    private func receive(_ event: WebSocketEvent) {
        if case .opening = conversation.phase, !event.isClose {
            waiting.append(event)
            return
        }
        switch event {
        case .binary(var bytes):
            server.metrics?.binaryMessagesIn.increment()
            if let step = conversation.receiveBytes() {
                perform(step)
            } else {
                if typed?.writeBuffer(&bytes) == nil { typed = bytes }
            }
        case .text(let bytes):
            server.metrics?.textMessagesIn.increment()
            typeGathered()
            perform(step(for: bytes))
        case .closed(let code, _, _):
            typeGathered()
            if closeCode == Self.noCloseCode, let code { closeCode = code }
            // A page that is closed or reloaded says 1001 and may be back; 1000 is a goodbye.
            leave(cutOff: code != CloseCode.normal.rawValue)
        }
    }

    private func step(for text: ByteBuffer) -> Conversation.Step {
        do throws(ErrorBody) {
            return conversation.receive(try ClientMessage(decoding: text.readableBytesView))
        } catch {
            return conversation.receive(error)
        }
    }

    func perform(_ step: Conversation.Step) {
        switch step {
        case .authenticate(let token): authenticate(token)
        case .create(let request): if isInTime() { create(request) }
        case .attach(let request): if isInTime() { attach(request) }
        case .pong(let timestamp): answer(.pong(timestamp: timestamp))
        case .refuse(let error):
            if error.code == .forbidden, !hasBeenDenied {
                hasBeenDenied = true
                server.observer.observe(.denied(.control, requester))
            }
            answer(.error(error))
        case .close(let error, let code): close(error, code)
        case .type, .resize, .acknowledge, .dress, .repaint, .signal, .detach, .endSession:
            if let attachment { steer(step, attachment) }
        }
    }

    private func steer(_ step: Conversation.Step, _ attachment: (session: Session, viewer: ViewerID)) {
        let (session, viewer) = attachment
        switch step {
        case .type(let text):
            type(ByteBuffer(string: text))
        case .resize(let size):
            _ = session.resize(viewer, to: size)
        case .acknowledge(let offset):
            if !session.acknowledge(viewer, offset: offset) {
                answer(
                    .error(
                        ErrorBody(
                            .validationError, "offset acknowledges bytes that were never sent",
                            details: ["field": "offset"])))
            }
        case .dress(let appearance):
            session.setAppearance(appearance, by: viewer)
        case .repaint:
            // Drawing costs the server more than asking does the client.
            guard repaintedAt.map({ NIODeadline.now() - $0 >= Self.repaintInterval }) ?? true else { return }
            repaintedAt = .now()
            session.repaint(viewer)
        case .signal(let signal):
            if session.signal(viewer, signal.number) {
                server.observer.observe(.signal(name: signal.rawValue, process: nil, session.id, requester))
            }
        case .detach:
            leave(cutOff: false)
        case .endSession:
            guard let principal = conversation.principal, server.access.allows(.end, with: session, to: principal)
            else { return perform(.refuse(ErrorBody(.forbidden, "you may act in this session, but not end it"))) }
            Task { [registry = server.registry, requester] in await registry.end(session, by: requester) }
        default:
            break
        }
    }

    /// Hands on what came in one turn of the loop, together: a flood of tiny messages costs one write.
    private func typeGathered() {
        guard let bytes = typed.take() else { return }
        type(bytes)
    }

    private func type(_ bytes: ByteBuffer) {
        guard let (session, viewer) = attachment else { return }
        if case .hold = session.input(viewer, bytes) { setReading(false) }
    }

    // MARK: Session to client

    /// Sends what the session has, for as long as the socket takes it.
    private func pump() {
        guard let context, let (session, viewer) = attachment else { return }
        var unflushedBytes = 0
        while context.channel.isWritable, let output = session.pull(viewer, header: Self.writeHeader) {
            switch output {
            case .bytes(let frame):
                server.metrics?.binaryMessagesOut.increment()
                unflushedBytes += frame.readableBytes
                context.write(wrapOutboundOut(.frame(frame)), promise: nil)
                // TLS keeps what is written until the flush, and the channel would call itself writable for ever.
                if unflushedBytes >= HTTPLimits.writeBufferBytes.high {
                    context.flush()
                    unflushedBytes = 0
                }
            case .snapshot(let offset, let bytes, let size, let cause):
                send(
                    .snapshot(
                        offset: offset, bytes: bytes, cols: size.cols, rows: size.rows, cause: cause.rawValue))
            case .resized(let size):
                send(.resized(cols: size.cols, rows: size.rows))
            case .exited(let status, let offset, let milliseconds, let ending):
                send(.exited(status, offset: offset, milliseconds: milliseconds))
                leave(cutOff: false)
                if let (code, reason) = ending { disconnect(code, reason: reason) }
            }
        }
        context.flush()
    }

    private static func writeHeader(payloadLength: Int, into frame: inout ByteBuffer) {
        FrameHeader.write(opcode: .binary, payloadLength: payloadLength, into: &frame)
    }

    // MARK: Opening and leaving

    private func create(_ request: CreateRequest) {
        guard let identity = conversation.principal?.identity else { return }
        setReading(false)
        let registry = server.registry
        let eventLoop = eventLoop
        let requester = requester
        Task {
            let result: Result<Session, ErrorBody>
            do throws(SessionError) {
                result = .success(
                    try await registry.create(
                        for: identity.userID, SessionRequest(request), on: eventLoop, by: requester))
            } catch {
                result = .failure(ErrorBody(error))
            }
            eventLoop.execute {
                self.opened(
                    result, mode: .control, flowControl: request.flowControl, size: request.size, offset: nil,
                    isNew: true)
            }
        }
    }

    private func attach(_ request: AttachRequest) {
        guard let principal = conversation.principal else { return }
        let found: Result<Session, ErrorBody>
        do throws(ErrorBody) {
            found = .success(
                try server.access.session(
                    request.sessionID, for: principal, to: request.mode.operation, requester: requester))
        } catch {
            found = .failure(error)
        }
        opened(
            found, mode: request.mode, flowControl: request.flowControl, size: request.size, offset: request.offset,
            isNew: false)
    }

    private func opened(
        _ result: Result<Session, ErrorBody>, mode: ViewerMode, flowControl: FlowControl, size: TerminalSize,
        offset: UInt64?, isNew: Bool
    ) {
        guard context?.channel.isActive == true else {
            // Nobody has learnt its name: it would run for nobody until it is idle for too long.
            if isNew, case .success(let session) = result {
                Task { [registry = server.registry, requester] in await registry.end(session, by: requester) }
            }
            return
        }
        do throws(ErrorBody) {
            let session = try result.get()
            let attached = try look(at: session, mode, flowControl, size, offset)
            attachment = (session, attached.viewer)
            // Of an ended session there is only something to see.
            conversation.attached(attached.mode)
            hasBeenDenied = false
            newestCommand = 0
            send(.attached(session, attached))
            send(.viewers(count: attached.viewers))
        } catch {
            conversation.detached()
            if error.code == .sessionNotFound {
                close(error, .noSuchSession)
            } else {
                answer(.error(error))
            }
        }
        setReading(true)
        let waited = waiting
        waiting = []
        waited.forEach(receive)
        typeGathered()
        pump()
        attachment?.session.news.forEach(tell)
    }

    private func look(
        at session: Session, _ mode: ViewerMode, _ flowControl: FlowControl, _ size: TerminalSize, _ offset: UInt64?
    ) throws(ErrorBody) -> ViewerAttachment {
        do throws(SessionError) {
            return try session.attach(
                self, mode: mode, flowControl: flowControl, size: size, offset: offset, by: requester)
        } catch {
            throw ErrorBody(error)
        }
    }

    private func leave(cutOff: Bool) {
        guard let (session, viewer) = attachment else { return }
        attachment = nil
        news.leaveSession()
        conversation.detached()
        session.detach(viewer, cutOff: cutOff, by: requester)
        setReading(true)
    }

    // MARK: Sending

    private func send(_ message: ServerMessage) {
        server.metrics?.textMessagesOut.increment()
        context?.write(wrapOutboundOut(.text(ByteBuffer(bytes: message.encoded()))), promise: nil)
    }

    /// Answers the client, which has to read its answers if it goes on asking.
    func answer(_ message: ServerMessage) {
        guard let context else { return }
        if !context.channel.isWritable { answersWaiting += 1 }
        guard answersWaiting <= Self.waitingAnswers else {
            return disconnect(.policyViolation, reason: "answers are not read")
        }
        send(message)
    }

    func close(_ error: ErrorBody, _ code: CloseCode) {
        send(.error(error))
        disconnect(code, reason: error.message)
    }

    /// Says something that the client did not ask for.
    func tell(_ message: ServerMessage) {
        guard let context else { return }
        if case .commandStarted(let id, _, _, _) = message {
            guard id > newestCommand else { return }
            newestCommand = id
        }
        guard context.channel.isWritable else { return news.keep(message) }
        send(message)
        context.flush()
    }

    private func disconnect(_ code: CloseCode, reason: String) {
        guard let context else { return }
        closeCode = code.rawValue
        leave(cutOff: code == .goingAway || code == .rateLimited)
        stopTimers()
        context.writeAndFlush(wrapOutboundOut(.close(code: code.rawValue, reason: reason)), promise: nil)
    }

    private func setReading(_ isReading: Bool) {
        context?.writeAndFlush(wrapOutboundOut(.reading(isReading)), promise: nil)
    }

    func setMessageLimit(_ bytes: Int) {
        context?.write(wrapOutboundOut(.messageLimit(bytes)), promise: nil)
    }

    func onEventLoop(_ body: @escaping @Sendable () -> Void) {
        if eventLoop.inEventLoop { body() } else { eventLoop.execute(body) }
    }
}

extension RelayHandler: Viewer {
    func outputAvailable() {
        onEventLoop { self.pump() }
    }

    func inputDrained() {
        onEventLoop { self.setReading(true) }
    }

    func tell(_ message: ServerMessage, of session: SessionID) {
        onEventLoop {
            guard let attached = self.attachment?.session, attached.id == session,
                self.mayHear(message, of: attached)
            else { return }
            self.tell(message)
        }
    }

    /// From a session that the client has left already this is old news.
    func disconnect(_ code: CloseCode, reason: String, from session: SessionID) {
        onEventLoop {
            guard self.attachment?.session.id == session else { return }
            self.disconnect(code, reason: reason)
        }
    }
}
