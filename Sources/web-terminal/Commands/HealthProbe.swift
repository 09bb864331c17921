import Glibc
import NIOCore
import NIOPosix

/// One request, and the status of its answer.
struct HealthProbe {
    private let target: HealthTarget

    /// Within what Docker and Kubernetes wait by default this is the shorter time that can still say why.
    private static let timeout = TimeAmount.seconds(4)

    init(_ target: HealthTarget) { self.target = target }

    /// Waits for the answer: not for an event loop.
    ///
    /// - Throws: what the system says when nobody can be reached, `HealthError` when the answer is none.
    func status() throws -> Int {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let answer = eventLoop.makePromise(of: Int.self)
        let timer = eventLoop.scheduleTask(in: Self.timeout) { answer.fail(HealthError.noAnswerInTime) }
        let request = """
            GET \(target.path) HTTP/1.1\r
            Host: \(target.hostHeader)\r
            Connection: close\r
            \r

            """
        let target = target
        let bootstrap = ClientBootstrap(group: eventLoop).connectTimeout(Self.timeout).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                if target.isTLS { try channel.pipeline.syncOperations.addHandler(HealthTLS.handler()) }
                try channel.pipeline.syncOperations.addHandler(StatusLineReader(request: request, answer: answer))
            }
        }
        let connection =
            switch target.place {
            case .tcp(let host, let port): bootstrap.connect(host: host, port: port)
            case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
            }
        connection.cascadeFailure(to: answer)
        defer { timer.cancel() }
        return try answer.futureResult.wait()
    }
}

/// Why there is no status.
enum HealthError: Error, CustomStringConvertible {
    case noAnswerInTime
    /// The connection ended, or was something else than HTTP.
    case notHTTP

    var description: String {
        switch self {
        case .noAnswerInTime: "no answer in time"
        case .notHTTP: "that was no answer of HTTP"
        }
    }

    /// In the system's words where it had some.
    static func reason(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError: error.connectionErrors.first.map { reason($0.error) } ?? "unknown host"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        default: "\(error)"
        }
    }
}

/// Sends the request and reads up to the end of the first line.
private final class StatusLineReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// `HTTP/1.1 200 OK` and a reason of any sensible length.
    private static let longestLine = 512

    private let request: String
    private let answer: EventLoopPromise<Int>
    private var received = ByteBuffer()

    init(request: String, answer: EventLoopPromise<Int>) {
        self.request = request
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        received.writeBuffer(&part)
        let line = received.readableBytesView.prefix(Self.longestLine)
        guard let end = line.firstIndex(of: UInt8(ascii: "\r")) else {
            if line.count == Self.longestLine { finish(.failure(HealthError.notHTTP), context) }
            return
        }
        let words = String(decoding: line[..<end], as: UTF8.self).split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.count == 3, let status = Int(words[1])
        else { return finish(.failure(HealthError.notHTTP), context) }
        finish(.success(status), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.fail(HealthError.notHTTP)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(.failure(error), context)
    }

    private func finish(_ result: Result<Int, any Error>, _ context: ChannelHandlerContext) {
        answer.completeWith(result)
        context.close(promise: nil)
    }
}
