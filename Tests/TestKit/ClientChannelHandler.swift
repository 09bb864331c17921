import NIOCore
import WebSockets

/// The client's end of the socket: handshake first, frames afterwards.
final class ClientChannelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        /// The answer to the handshake, as far as it came.
        case handshake(ByteBuffer, EventLoopPromise<Void>)
        case frames(ServerFrameReader)
        case over
    }

    private var state: State
    private let answersPings: Bool
    private let answersClose: Bool
    private let receive: @Sendable (Received) -> Void
    private var error: String?

    init(
        upgraded: EventLoopPromise<Void>, answersPings: Bool, answersClose: Bool,
        receive: @escaping @Sendable (Received) -> Void
    ) {
        state = .handshake(ByteBuffer(), upgraded)
        self.answersPings = answersPings
        self.answersClose = answersClose
        self.receive = receive
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        switch state {
        case .handshake(var answer, let upgraded):
            answer.writeImmutableBuffer(bytes)
            state = .handshake(answer, upgraded)
            readAnswer(context, answer, upgraded, isEnd: false)
        case .frames(var reader):
            // The state lets go of the reader, so that its bytes are appended in place.
            state = .over
            reader.append(bytes)
            readFrames(context, reader)
        case .over: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.error = "\(error)"
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .handshake(let answer, let upgraded) = state {
            readAnswer(context, answer, upgraded, isEnd: true)
            upgraded.fail(TestFailure("the connection ended during the handshake: \(String(buffer: answer))"))
        }
        receive(.ended(error: error))
    }

    private func readFrames(_ context: ChannelHandlerContext, _ reader: ServerFrameReader) {
        var reader = reader
        do {
            while let received = try reader.next() {
                switch received {
                case .ping(let payload) where answersPings:
                    write(context, ClientFrame(.pong, payload.readableBytesView))
                case .close(let code, _) where answersClose:
                    let payload = code.map { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] } ?? []
                    write(context, ClientFrame(.close, payload))
                default: break
                }
                receive(received)
            }
            state = .frames(reader)
        } catch {
            errorCaught(context: context, error: error)
        }
    }

    private func write(_ context: ChannelHandlerContext, _ frame: ClientFrame) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: frame.bytes)), promise: nil)
    }

    private func readAnswer(
        _ context: ChannelHandlerContext, _ answer: ByteBuffer, _ upgraded: EventLoopPromise<Void>, isEnd: Bool
    ) {
        guard let head = HTTPAnswer(answer) else { return }
        guard head.status == 101 else {
            let length = head.headers["content-length"].flatMap { Int($0) } ?? .max
            guard isEnd || head.rest.readableBytes >= length else { return }
            state = .over
            let body = String(buffer: head.rest)
            upgraded.fail(UpgradeRefused(status: head.status, headers: head.headers, body: body))
            return
        }
        guard head.headers["sec-websocket-accept"] == UpgradeRequest.accept else {
            state = .over
            upgraded.fail(TestFailure("wrong or no Sec-WebSocket-Accept: \(head.headers)"))
            return
        }
        var reader = ServerFrameReader()
        reader.append(head.rest)
        upgraded.succeed()
        readFrames(context, reader)
    }
}

/// As much of an HTTP answer as a handshake needs.
private struct HTTPAnswer {
    var status: Int
    /// Names in lower case; of several with one name the last.
    var headers: [String: String] = [:]
    /// What follows the empty line.
    var rest: ByteBuffer

    /// Nil: the empty line has not come yet.
    init?(_ answer: ByteBuffer) {
        let bytes = Array(answer.readableBytesView)
        let end = Array("\r\n\r\n".utf8)
        guard let border = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return nil }
        let text = String(decoding: bytes[..<border], as: UTF8.self)
        // A line break of two characters is one Character.
        let lines = text.split(separator: "\r\n")
        status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard let name = parts.first, let value = parts.dropFirst().first else { continue }
            headers[name.lowercased()] = String(value.drop { $0 == " " })
        }
        rest = ByteBuffer(bytes: bytes[(border + end.count)...])
    }
}
