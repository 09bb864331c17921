public import NIOCore

/// Puts ``WebSocketConnection`` on a channel, behind an upgrade to WebSocket: bytes below, messages above.
///
/// It holds no queue of its own but a few pongs. What is written goes on at once and waits in the channel, whose
/// writability tells the application when to stop. It wants `ChannelOptions.allowRemoteHalfClosure`, but lives
/// without. `ChannelShouldQuiesceEvent` is passed on: only the application knows what to say before it closes.
public final class WebSocketHandler: ChannelDuplexHandler {
    public typealias InboundIn = ByteBuffer
    public typealias InboundOut = WebSocketEvent
    public typealias OutboundIn = WebSocketOutbound
    public typealias OutboundOut = ByteBuffer

    private var connection: WebSocketConnection
    private let role: WebSocketRole
    private var pongs = PongQueue()
    private var timer: (task: Scheduled<Void>, deadline: NIODeadline)?
    /// Between the first `channelRead` and `channelReadComplete` flushes are put off, so that there is one.
    private var isInRead = false
    private var wantsFlush = false
    /// A read that the channel asked for while reading was switched off.
    private var heldRead = false
    private var isReading = true
    /// Done when our close frame has gone to the kernel: only then may the sending side be shut down, because that
    /// throws away what still waits in the channel.
    private var closeFrameSent: EventLoopFuture<Void>?

    public init(settings: WebSocketSettings = WebSocketSettings()) {
        connection = WebSocketConnection(settings: settings)
        role = settings.role
    }

    // MARK: Life

    public func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context) }
    }

    public func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    public func handlerRemoved(context: ChannelHandlerContext) {
        timer?.task.cancel()
        timer = nil
    }

    public func channelInactive(context: ChannelHandlerContext) {
        transportEnded(context, reason: "the connection was closed without a close frame")
        context.fireChannelInactive()
    }

    public func errorCaught(context: ChannelHandlerContext, error: any Error) {
        transportEnded(context, reason: "\(error)")
        context.close(promise: nil)
    }

    public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed? = event as? ChannelEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        transportEnded(context, reason: "the connection was closed without a close frame")
        endRead(context)
        guard let closeFrameSent else {
            context.close(promise: nil)
            return
        }
        closeFrameSent.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    // MARK: In

    public func read(context: ChannelHandlerContext) {
        if isReading { context.read() } else { heldRead = true }
    }

    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isInRead = true
        var bytes = unwrapInboundIn(data)
        let now = context.eventLoop.now
        while let action = connection.receive(&bytes, now: now) {
            switch action {
            case .text(let message): context.fireChannelRead(wrapInboundOut(.text(message)))
            case .binary(let message): context.fireChannelRead(wrapInboundOut(.binary(message)))
            case .pong(let payload): answerPing(context, payload)
            case .end(let frame, let event): end(context, frame: frame, event: event)
            }
        }
    }

    public func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        endRead(context)
    }

    // MARK: Out

    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .frame(let frame): send(context, frame, promise)
        case .text(let message): send(context, .text, message, promise)
        case .binary(let message): send(context, .binary, message, promise)
        case .close(let code, let reason): close(context, code: code, reason: reason, promise)
        case .messageLimit(let limit):
            connection.messageLimitBytes = limit
            promise?.succeed()
        case .reading(let isReading):
            setReading(context, isReading || !connection.isOpen)
            promise?.succeed()
        }
    }

    public func flush(context: ChannelHandlerContext) {
        if isInRead { wantsFlush = true } else { context.flush() }
    }

    public func channelWritabilityChanged(context: ChannelHandlerContext) {
        if writePongs(context) { flush(context: context) }
        context.fireChannelWritabilityChanged()
    }

    // MARK: What the decisions come to

    private func start(_ context: ChannelHandlerContext) {
        connection.start(now: context.eventLoop.now)
        armTimer(context)
    }

    private func send(_ context: ChannelHandlerContext, _ frame: ByteBuffer, _ promise: EventLoopPromise<Void>?) {
        guard connection.isOpen else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        // In front of the message: the peer may have pinged before it asked for what this answers.
        writePongs(context)
        context.write(wire(frame), promise: promise)
    }

    private func send(
        _ context: ChannelHandlerContext, _ opcode: Opcode, _ message: ByteBuffer, _ promise: EventLoopPromise<Void>?
    ) {
        var header = context.channel.allocator.buffer(
            capacity: FrameHeader.length(forPayloadLength: message.readableBytes))
        FrameHeader.write(opcode: opcode, payloadLength: message.readableBytes, into: &header)
        guard role == .server else {
            // Header and payload are masked as one.
            header.writeImmutableBuffer(message)
            return send(context, header, promise)
        }
        send(context, header, nil)
        send(context, message, promise)
    }

    private func close(
        _ context: ChannelHandlerContext, code: UInt16, reason: String, _ promise: EventLoopPromise<Void>?
    ) {
        guard let frame = connection.close(code: code, reason: reason, now: context.eventLoop.now) else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        writeCloseFrame(context, frame).cascade(to: promise)
        // The peer's answer has to be read.
        setReading(context, true)
        armTimer(context)
    }

    private func end(_ context: ChannelHandlerContext, frame: ByteBuffer?, event: WebSocketEvent) {
        if let frame { writeCloseFrame(context, frame) }
        wantsFlush = true
        closeFrameSent?.assumeIsolated().whenComplete { result in
            // A connection that can only be closed as a whole (TLS of old, a reset) is closed as a whole.
            guard case .success = result else { return context.close(promise: nil) }
            context.close(mode: .output).assumeIsolated().whenFailure { _ in context.close(promise: nil) }
        }
        setReading(context, true)
        armTimer(context)
        context.fireChannelRead(wrapInboundOut(event))
    }

    @discardableResult
    private func writeCloseFrame(_ context: ChannelHandlerContext, _ frame: ByteBuffer) -> EventLoopFuture<Void> {
        writePongs(context)
        // Those that found no room are forgotten: nothing may follow a close frame.
        pongs = PongQueue()
        let sent = context.write(wire(frame))
        closeFrameSent = sent
        return sent
    }

    private func transportEnded(_ context: ChannelHandlerContext, reason: String) {
        if let event = connection.transportEnded(reason: reason) { context.fireChannelRead(wrapInboundOut(event)) }
    }

    private func setReading(_ context: ChannelHandlerContext, _ isReading: Bool) {
        guard isReading != self.isReading else { return }
        self.isReading = isReading
        connection.listen(isReading)
        guard isReading, heldRead else { return }
        heldRead = false
        context.read()
    }

    private func answerPing(_ context: ChannelHandlerContext, _ payload: ByteBuffer) {
        let isWritable = context.channel.isWritable
        if let frames = pongs.append(payload: payload, isWritable: isWritable) {
            context.write(wire(frames), promise: nil)
        }
        wantsFlush = true
    }

    /// Whole frames as this side has to send them.
    private func wire(_ frames: ByteBuffer) -> NIOAny {
        wrapOutboundOut(role == .server ? frames : ClientFrames.masked(frames))
    }

    /// Whether there were any that could be written.
    @discardableResult
    private func writePongs(_ context: ChannelHandlerContext) -> Bool {
        guard context.channel.isWritable, let frames = pongs.take() else { return false }
        context.write(wire(frames), promise: nil)
        return true
    }

    private func endRead(_ context: ChannelHandlerContext) {
        isInRead = false
        writePongs(context)
        guard wantsFlush else { return }
        wantsFlush = false
        context.flush()
    }

    // MARK: Time

    private func armTimer(_ context: ChannelHandlerContext) {
        let deadline = connection.deadline
        guard deadline != timer?.deadline else { return }
        timer?.task.cancel()
        timer = deadline.map { deadline in
            let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.fired(context) }
            return (task, deadline)
        }
    }

    private func fired(_ context: ChannelHandlerContext) {
        timer = nil
        switch connection.timerFired(now: context.eventLoop.now) {
        case .ping(let frame):
            // A peer that does not read gets no second ping behind what waits for it already.
            if context.channel.isWritable { context.writeAndFlush(wire(frame), promise: nil) }
        case .drop(let event):
            if let event { context.fireChannelRead(wrapInboundOut(event)) }
            context.close(promise: nil)
        case nil: break
        }
        armTimer(context)
    }
}
