internal import NIOCore
internal import NIOHTTP1
internal import TerminalProtocol
internal import WebSockets

/// Asks for a WebSocket, and puts it in its own place when the server agrees.
final class UpgradeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// Of an answer that refuses, in bytes.
    private static let maximumRefusalBytes = 64 * 1024

    private let request: HTTPRequest
    private let host: String
    /// To be removed, in this order, when HTTP is over.
    private let codecs: [any RemovableChannelHandler]
    /// What takes over.
    private let application: any ChannelHandler & Sendable
    private let upgraded: EventLoopPromise<Void>
    private let key = UpgradeHandler.randomKey()
    private var answer: HTTPAnswer?
    /// What came behind the server's consent before there was anybody to take it; nil: there is no consent yet.
    private var early: [NIOAny]?

    init(
        _ request: HTTPRequest, host: String, codecs: [any RemovableChannelHandler],
        application: any ChannelHandler & Sendable, upgraded: EventLoopPromise<Void>
    ) {
        self.request = request
        self.host = host
        self.codecs = codecs
        self.application = application
        self.upgraded = upgraded
    }

    func channelActive(context: ChannelHandlerContext) {
        var headers = HTTPHeaders([
            ("Host", host), ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", key), ("Sec-WebSocket-Protocol", ProtocolV1.subprotocol),
        ])
        headers.add(contentsOf: request.headers)
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: request.target, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard early == nil else {
            early?.append(data)
            return
        }
        switch unwrapInboundIn(data) {
        case .head(let head):
            let status = Int(head.status.code)
            guard status == 101 || status >= 200 else { return }
            answer = HTTPAnswer(status: status, headers: head.headers)
        case .body(let part):
            let room = Self.maximumRefusalBytes - (answer?.body.count ?? 0)
            answer?.body += part.readableBytesView.prefix(room)
        case .end:
            guard let answer else { return }
            guard answer.status == 101 else { return fail(.refused(APIError(answer)), context) }
            guard answer.header("Sec-WebSocket-Accept") == HandshakeKey.accept(for: key),
                answer.header("Sec-WebSocket-Protocol") == ProtocolV1.subprotocol
            else { return fail(.notHTTP, context) }
            takeOver(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        upgraded.fail(answer == nil ? ClientError.notHTTP : ClientError.cutOff)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Half of a connection is of no use yet.
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(Connector.reason(error), context)
    }

    /// HTTP goes first and the WebSocket comes second: until the decoder is gone it takes every write for one of its own,
    /// and what it has left over comes while it goes.
    private func takeOver(_ context: ChannelHandlerContext) {
        early = []
        let pipeline = context.pipeline.syncOperations
        let removed = codecs.map { codec in
            let promise = context.eventLoop.makePromise(of: Void.self)
            pipeline.removeHandler(codec, promise: promise)
            return promise.futureResult
        }
        EventLoopFuture.andAllComplete(removed, on: context.eventLoop).assumeIsolated().whenComplete { _ in
            self.handOver(context)
        }
    }

    private func handOver(_ context: ChannelHandlerContext) {
        var settings = WebSocketSettings()
        settings.role = .client
        settings.messageLimitBytes = ProtocolV1.maximumMessageBytes
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandler(application, position: .after(self))
            try pipeline.addHandler(WebSocketHandler(settings: settings), position: .after(self))
        } catch {
            return fail(Connector.reason(error), context)
        }
        upgraded.succeed()
        for data in early ?? [] { context.fireChannelRead(data) }
        context.fireChannelReadComplete()
        pipeline.removeHandler(self, promise: nil)
    }

    private func fail(_ error: ClientError, _ context: ChannelHandlerContext) {
        upgraded.fail(error)
        context.close(promise: nil)
    }

    /// 16 random bytes in base64.
    private static func randomKey() -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var digits = (0..<21).map { _ in alphabet[Int.random(in: 0..<64)] }
        // 21 digits carry 126 bits, and the last one the two that remain.
        digits.append(alphabet[Int.random(in: 0..<4) << 4])
        return String(digits) + "=="
    }
}
