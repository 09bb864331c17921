internal import NIOCore
internal import NIOHTTP1

/// Sends one request and gathers its answer, as far as there is room for it.
final class HTTPAnswerReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let request: HTTPRequest
    private let host: String
    private let limitBytes: Int?
    private let answer: EventLoopPromise<HTTPAnswer>
    private var received: HTTPAnswer?
    private var isOver = false

    /// - Parameters:
    ///   - host: the value of `Host`.
    ///   - limitBytes: of the answer's body; nil: the head is all that is waited for.
    init(_ request: HTTPRequest, host: String, limitBytes: Int?, answer: EventLoopPromise<HTTPAnswer>) {
        self.request = request
        self.host = host
        self.limitBytes = limitBytes
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        var headers = HTTPHeaders([("Host", host), ("Connection", "close")])
        headers.add(contentsOf: request.headers)
        if request.body.readableBytes > 0 || [.POST, .PUT, .PATCH].contains(request.method) {
            headers.replaceOrAdd(name: "Content-Length", value: "\(request.body.readableBytes)")
        }
        let head = HTTPRequestHead(
            version: .http1_1, method: request.method, uri: request.target, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.body.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(request.body))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            // 100 and its like announce the answer.
            guard head.status.code >= 200 else { return }
            let answer = HTTPAnswer(status: Int(head.status.code), headers: head.headers)
            received = answer
            if limitBytes == nil { finish(.success(answer), context) }
        case .body(let part):
            guard let limitBytes, var answer = received else { return }
            // Only one holds the bytes while they are added to, else they are copied.
            received = nil
            guard answer.body.count + part.readableBytes <= limitBytes else {
                return finish(.failure(ClientError.answerTooLarge(limit: limitBytes)), context)
            }
            answer.body += part.readableBytesView
            received = answer
        case .end:
            if let received { finish(.success(received), context) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.failure(received == nil ? ClientError.notHTTP : ClientError.cutOff), context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let reason = Connector.reason(error)
        // The end in the middle of an answer is an error of its grammar, too.
        finish(.failure(received != nil && reason == .notHTTP ? ClientError.cutOff : reason), context)
    }

    private func finish(_ result: Result<HTTPAnswer, any Error>, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        answer.completeWith(result)
        context.close(promise: nil)
    }
}
