internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import TerminalProtocol

/// Stands between the parser and everything that acts on requests, in both directions: what breaks a rule goes no
/// further, every answer leaves with the headers that all of them have, and connections end when they should.
final class HTTPGuardHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let rules: HTTPGuard
    private let logger: Logger
    private var state = HTTPConnectionState(now: .now())
    private var context: ChannelHandlerContext?
    private var timer: (deadline: NIODeadline, task: Scheduled<Void>)?
    private var current = LoggedRequest()

    init(rules: HTTPGuard, logger: Logger) {
        self.rules = rules
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        schedule(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        timer?.task.cancel()
    }

    // MARK: From the client

    /// Called for bytes before they are parsed.
    func bytesReceived() {
        guard let context else { return }
        state.bytesReceived(now: .now())
        schedule(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let action =
            switch unwrapInboundIn(data) {
            case .head(let head): headReceived(head, context)
            case .body(let bytes): state.bodyReceived(bytes: bytes.readableBytes)
            case .end: state.requestEnded(now: .now())
            }
        switch action {
        case .forward: context.fireChannelRead(data)
        case .drop: break
        case .refuse: refuse(.payloadTooLarge(limit: HTTPLimits.requestBodyBytes), context)
        case .close: context.close(promise: nil)
        }
        schedule(context)
    }

    private func headReceived(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) -> HTTPConnectionState.Inbound
    {
        // The parser stops behind a request that asks for an upgrade, so another can follow on no such connection.
        let isKeptAlive = head.isKeepAlive && head.version == .http1_1 && !head.headers.contains(name: "Upgrade")
        guard state.headReceived(isKeptAlive: isKeptAlive, now: .now()) == .forward else { return .drop }
        current = LoggedRequest(head)
        do {
            try rules.check(head, at: LocalAddress(context.channel.localAddress))
        } catch {
            refuse(error, context)
            return .drop
        }
        if head.headers.contains(name: "Expect") {
            context.writeAndFlush(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
        }
        return .forward
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let action: HTTPConnectionState.Inbound = error is HTTPParserError ? state.parserFailed() : .close
        switch action {
        // A head that the connection's end cut off is an error of the parser too, but nobody is there to be told; and
        // on a server that is going NIO's pipeline handler ends the process over it.
        case .refuse where context.channel.isActive: refuse(Self.response(to: error), context)
        case .refuse: break
        case .close where state.state != .closing: context.close(promise: nil)
        case .close, .drop, .forward: break
        }
        schedule(context)
    }

    private static func response(to error: any Error) -> ErrorResponse {
        switch error as? HTTPParserError {
        case .headerOverflow:
            ErrorResponse(status: 431, .invalidRequest, "The header, or one of its fields, is too large.")
        default:
            .badRequest("This is not a request that HTTP/1.1 allows.")
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed = event as? ChannelEvent, state.inputClosed() == .close {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    // MARK: To the client

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            guard case .write(let isLast) = state.answerBegins(status: head.status.code) else {
                return drop(promise)
            }
            current.status = head.status.code
            if isLast { head.headers.replaceOrAdd(name: "Connection", value: "close") }
            Self.addSecurityHeaders(to: &head)
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            guard state.answerContinues(), !current.isHead else { return drop(promise) }
            context.write(data, promise: promise)
        case .end:
            switch state.answerEnded(now: .now()) {
            case .drop:
                return drop(promise)
            case .write:
                current.log(to: logger, context.channel)
                context.write(data, promise: promise)
            case .writeAndClose:
                current.log(to: logger, context.channel)
                end(data, promise, context)
            }
            schedule(context)
        }
    }

    /// This belongs to an answer that is not to be sent, or not with a body, and who wrote it need not care.
    private func drop(_ promise: EventLoopPromise<Void>?) { promise?.succeed() }

    private func refuse(_ error: ErrorResponse, _ context: ChannelHandlerContext) {
        state.startClosing(now: .now())
        var head = HTTPResponseHead(error)
        head.headers.replaceOrAdd(name: "Connection", value: "close")
        Self.addSecurityHeaders(to: &head)
        current.status = head.status.code
        current.log(to: logger, context.channel)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !current.isHead {
            context.write(wrapOutboundOut(.body(error.bytes)), promise: nil)
        }
        end(wrapOutboundOut(.end(nil)), nil, context)
    }

    /// Writes the end of the last answer, and closes our half of the connection behind it.
    private func end(_ data: NIOAny, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        let written = promise ?? context.eventLoop.makePromise()
        written.futureResult.assumeIsolated().whenComplete { [weak self] _ in
            self?.context?.close(mode: .output, promise: nil)
        }
        context.writeAndFlush(data, promise: written)
    }

    private static func addSecurityHeaders(to head: inout HTTPResponseHead) {
        guard head.status != .switchingProtocols else { return }
        for header in SecurityHeaders.all { head.headers.replaceOrAdd(name: header.name, value: header.value) }
    }

    // MARK: Time

    /// Keeps a timer that fires no later than the deadline. One that fires earlier costs less than to move it with
    /// every request.
    private func schedule(_ context: ChannelHandlerContext) {
        guard let deadline = state.deadline else {
            timer?.task.cancel()
            timer = nil
            return
        }
        if let timer {
            guard deadline < timer.deadline else { return }
            timer.task.cancel()
        }
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
            if let self { timerFired() }
        }
        timer = (deadline, task)
    }

    private func timerFired() {
        timer = nil
        guard let context else { return }
        if state.isOverdue(now: .now()) {
            context.close(promise: nil)
        } else {
            schedule(context)
        }
    }
}

/// Tells the guard of bytes before the parser sees them, for a client that sends a head byte by byte.
final class FirstByteHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let httpGuard: HTTPGuardHandler

    init(httpGuard: HTTPGuardHandler) { self.httpGuard = httpGuard }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        httpGuard.bytesReceived()
        context.fireChannelRead(data)
    }
}
