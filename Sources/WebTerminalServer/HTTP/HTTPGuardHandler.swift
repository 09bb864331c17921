internal import NIOCore
internal import NIOHTTP1
internal import Sessions
internal import TerminalProtocol

/// Stands between the parser and everything that acts on requests, in both directions: what breaks a rule goes no
/// further, every answer leaves with the headers that all of them have, and connections end when they should.
final class HTTPGuardHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let rules: Replaceable<HTTPGuard>
    private let observer: any ServerObserver
    /// Nil: nobody can be too fast.
    private let limits: RequestLimits?
    /// Is told when the client goes while its request is answered.
    private let departures: Departures?
    private var state = HTTPConnectionState(now: .now())
    private var context: ChannelHandlerContext?
    private var timer: (deadline: NIODeadline, task: Scheduled<Void>)?
    private var current: ObservedRequest
    /// Where the connection came from.
    private var peer: Peer

    init(
        rules: Replaceable<HTTPGuard>, observer: any ServerObserver, limits: RequestLimits? = nil,
        departures: Departures? = nil, peer: Peer
    ) {
        self.departures = departures
        self.rules = rules
        self.limits = limits
        self.observer = observer
        self.peer = peer
        current = ObservedRequest(from: peer.description)
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

    /// Called when a proxy has said who it speaks for, before there are any other bytes.
    func comes(from source: Peer) {
        peer = source
        current.requester.address = source.description
    }

    /// Called for bytes before they are parsed.
    func bytesReceived() {
        guard let context else { return }
        state.bytesReceived(now: .now())
        schedule(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        let action: HTTPConnectionState.Inbound
        switch part {
        case .head(var head):
            action = headReceived(&head, context)
            part = .head(head)
        case .body(let bytes): action = state.bodyReceived(bytes: bytes.readableBytes, now: .now())
        case .end: action = state.requestEnded(now: .now())
        }
        switch action {
        case .forward: context.fireChannelRead(wrapInboundOut(part))
        case .drop: break
        case .refuse:
            let refusal = state.allowance.refusal
            cutBodyOff(context)
            refuse(refusal, context)
        case .close:
            cutBodyOff(context)
            context.close(promise: nil)
        }
        schedule(context)
    }

    /// Tells whoever reads the body that no more of it will come, if there should be.
    private func cutBodyOff(_ context: ChannelHandlerContext) {
        if state.isBodyMissing { context.fireErrorCaught(BodyCutOff()) }
    }

    private func headReceived(
        _ head: inout HTTPRequestHead, _ context: ChannelHandlerContext
    ) -> HTTPConnectionState.Inbound {
        // The parser stops behind a request that asks for an upgrade, so another can follow on no such connection.
        let isKeptAlive = head.isKeepAlive && head.version == .http1_1 && !head.headers.contains(name: "Upgrade")
        guard state.headReceived(isKeptAlive: isKeptAlive, now: .now()) == .forward else { return .drop }
        current = ObservedRequest(head, from: peer.description)
        do throws(ErrorResponse) {
            let rules = rules.current
            let origin = try rules.origins.origin(of: head.headers, from: peer)
            current.requester.address = origin.address
            try checkRate(isProbe: rules.isProbe(head.uri))
            let allowance = try rules.admit(&head, from: origin, at: LocalAddress(context.channel.localAddress))
            state.allow(allowance, now: .now())
            RequestTrace.mark(&head, current.requester, scheme: origin.scheme)
        } catch {
            if error.status == HTTPGuard.wrongHostStatus { observer.observe(.denied(.host, current.requester)) }
            refuse(error, context)
            return .drop
        }
        // RFC 9110, 10.1.1: whoever speaks HTTP/1.0 would take it for the answer.
        if head.version == .http1_1, head.headers.contains(name: "Expect") {
            context.writeAndFlush(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
        }
        return .forward
    }

    private func checkRate(isProbe: @autoclosure () -> Bool) throws(ErrorResponse) {
        do throws(RateLimitExceeded) {
            try limits?.request(of: current.requester, isProbe: isProbe())
        } catch {
            throw ErrorResponse(error)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        cutBodyOff(context)
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
        guard case .inputClosed = event as? ChannelEvent else { return context.fireUserInboundEventTriggered(event) }
        departures?.left(current.requester.requestID)
        cutBodyOff(context)
        if state.inputClosed() == .close {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        departures?.left(current.requester.requestID)
        cutBodyOff(context)
        context.fireChannelInactive()
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
            current.route = head.headers.first(name: RequestTrace.route)
            head.headers.remove(name: RequestTrace.route)
            // The routes know nothing of the base path.
            for name in ["Location", "Content-Location"] {
                guard let place = head.headers.first(name: name) else { continue }
                head.headers.replaceOrAdd(name: name, value: rules.current.basePath.path + place)
            }
            addHeaders(to: &head)
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body(let bytes):
            guard state.answerContinues(bytes: bytes.readableBytes, now: .now()), !current.isHead else {
                return drop(promise)
            }
            context.write(data, promise: promise)
        case .end:
            switch state.answerEnded(now: .now()) {
            case .drop:
                return drop(promise)
            case .write:
                observer.observe(.request(current.answered))
                context.write(data, promise: promise)
            case .writeAndClose:
                observer.observe(.request(current.answered))
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
        addHeaders(to: &head)
        current.status = head.status.code
        observer.observe(.request(current.answered))
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

    private func addHeaders(to head: inout HTTPResponseHead) {
        head.headers.replaceOrAdd(name: RequestTrace.requestID, value: current.requester.requestID)
        guard head.status != .switchingProtocols else { return }
        let rules = rules.current
        // What a route has said is stricter.
        let policy = head.headers.first(name: SecurityHeaders.contentSecurityPolicyName) ?? rules.contentSecurityPolicy
        for header in SecurityHeaders.all { head.headers.replaceOrAdd(name: header.name, value: header.value) }
        head.headers.replaceOrAdd(name: SecurityHeaders.contentSecurityPolicyName, value: policy)
        guard rules.hstsSeconds > 0 else { return }
        head.headers.replaceOrAdd(name: "Strict-Transport-Security", value: "max-age=\(rules.hstsSeconds)")
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
