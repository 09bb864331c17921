internal import NIOCore
internal import NIOHTTP1

#if canImport(Glibc)
internal import Glibc
#endif

/// Turns a connection into a WebSocket at whichever of its requests asks for that, and lets all others pass.
///
/// NIO's own upgrade handlers serve only the first request of a connection, but a proxy may use one for many.
final class UpgradeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// Requests go on to the routes.
        case passing
        /// A handshake was refused. The guard ends the connection, and nothing of it goes further.
        case refused
        /// A handshake was accepted, and its last part, which has nothing in it, is to come.
        case accepted(UpgradeRequest.Accepted)
        /// The 101 is written; the handlers change as soon as the parser has returned.
        case upgrading
    }

    private let policy: UpgradePolicy
    /// Those of HTTP, in front of this one, that the change removes, but for the parser.
    private let httpHandlers: [any RemovableChannelHandler]
    private let decoder: any RemovableChannelHandler
    private var state = State.passing
    private var isInputClosed = false

    init(
        policy: UpgradePolicy, replaces httpHandlers: [any RemovableChannelHandler],
        decoder: any RemovableChannelHandler
    ) {
        self.policy = policy
        self.httpHandlers = httpHandlers
        self.decoder = decoder
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (state, unwrapInboundIn(data)) {
        case (.passing, .head(let head)) where Self.isForUs(head):
            decide(head, context)
        case (.passing, _):
            context.fireChannelRead(data)
        case (.accepted(let accepted), .end):
            upgrade(accepted, context)
        case (.accepted, _), (.refused, _), (.upgrading, _):
            break
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed = event as? ChannelEvent { isInputClosed = true }
        context.fireUserInboundEventTriggered(event)
    }

    private static func isForUs(_ head: HTTPRequestHead) -> Bool {
        (try? RequestTarget(head.uri))?.path == UpgradeRequest.path
    }

    private func decide(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        do {
            state = .accepted(
                try UpgradeRequest(head: head).decide(
                    origins: policy.origins.current, isDraining: policy.status.isDraining,
                    authentication: policy.authentication))
        } catch {
            state = .refused
            var head = HTTPResponseHead(error)
            head.headers.add(name: RequestTrace.route, value: UpgradeRequest.path)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(error.bytes)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    private func upgrade(_ accepted: UpgradeRequest.Accepted, _ context: ChannelHandlerContext) {
        state = .upgrading
        var headers = HTTPHeaders([
            ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accepted.acceptKey),
            (RequestTrace.route, UpgradeRequest.path),
        ])
        if let subprotocol = accepted.subprotocol { headers.add(name: "Sec-WebSocket-Protocol", value: subprotocol) }
        let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // The parser is further up this very call stack. It can be removed when it has returned; until then it
        // keeps what comes.
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.execute {
            let (handler, context) = bound.value
            handler.change(accepted, context)
        }
    }

    /// Puts WebSocket's handlers in the place of HTTP's. What is behind this one stays, but sees no bytes any more:
    /// it holds the task that ends with the connection.
    private func change(_ accepted: UpgradeRequest.Accepted, _ context: ChannelHandlerContext) {
        let channel = context.channel
        let pipeline = context.pipeline
        guard channel.isActive else { return }
        do {
            try setOptions(channel)
            for handler in httpHandlers { pipeline.syncOperations.removeHandler(handler, promise: nil) }
            let handlers = try policy.install(
                channel,
                UpgradeAcceptance(
                    principal: accepted.principal, requester: accepted.requester,
                    subprotocol: accepted.subprotocol))
            try pipeline.syncOperations.addHandlers(handlers, position: .before(self))
        } catch {
            channel.close(promise: nil)
            return
        }
        // Last, because it hands on the bytes that followed the handshake.
        let removed = context.eventLoop.makePromise(of: Void.self)
        removed.futureResult.assumeIsolated().whenComplete { [policy, isInputClosed] _ in
            pipeline.fireChannelReadComplete()
            // What happened since the handshake went to the handlers that are gone.
            if policy.status.isDraining { pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
            if isInputClosed { pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
        }
        pipeline.syncOperations.removeHandler(decoder, promise: removed)
    }

    /// Little may wait between us and the client: what waits there cannot be overtaken (a Ctrl-C's echo waits
    /// behind a flood). TCP_NODELAY is set on every connection that NIO accepts.
    private func setOptions(_ channel: any Channel) throws {
        guard let options = channel.syncOptions else { return }
        try options.setOption(.writeBufferWaterMark, value: HTTPLimits.writeBufferBytes)
        try options.setOption(.maxMessagesPerRead, value: 1)
        try options.setOption(
            .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: HTTPLimits.webSocketReadBytes))
        guard channel.localAddress?.ipAddress != nil else { return }
        try options.setOption(
            .tcpOption(.init(rawValue: TCP_NOTSENT_LOWAT)),
            value: SocketOptionValue(HTTPLimits.notSentLowWaterBytes))
    }
}
