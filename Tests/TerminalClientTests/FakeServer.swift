import NIOCore
import NIOPosix
import Synchronization
import TerminalClient
import TestKit

/// A server that says what a test wants it to say, right or wrong.
final class FakeServer: Sendable {
    /// What a request, up to the end of its head, is answered with.
    struct Reply: Sendable {
        var text: String
        /// What follows, of which not all may be text.
        var bytes: [UInt8] = []
        /// Whether the connection ends behind it.
        var closes = true

        static let silence = Reply(text: "", closes: false)
    }

    private let channel: any Channel
    private let seen: Watched<[String]>

    private init(channel: any Channel, seen: Watched<[String]>) {
        self.channel = channel
        self.seen = seen
    }

    /// Runs one for as long as `body` takes.
    static func run(
        _ reply: @escaping @Sendable (String) -> Reply, _ body: (FakeServer) async throws -> Void
    ) async throws {
        let seen = Watched<[String]>([])
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(seen, reply))
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(FakeServer(channel: channel, seen: seen)))
        } catch {
            outcome = .failure(error)
        }
        try await channel.close()
        try outcome.get()
    }

    var address: ServerAddress { ServerAddress(.tcp(host: "127.0.0.1", port: channel.localAddress?.port ?? 0)) }

    /// All requests so far, head and body.
    var requests: [String] { seen.current }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let seen: Watched<[String]>
        private let reply: @Sendable (String) -> Reply
        private var received = ""

        init(_ seen: Watched<[String]>, _ reply: @escaping @Sendable (String) -> Reply) {
            self.seen = seen
            self.reply = reply
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += String(buffer: unwrapInboundIn(data))
            guard let head = received.range(of: "\r\n\r\n") else { return }
            let length =
                received[..<head.lowerBound].split(separator: "\r\n")
                .first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
            guard received[head.upperBound...].utf8.count >= length else { return }
            let request = received
            received = ""
            seen.update { $0.append(request) }
            let reply = reply(request)
            let sent = context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: Array(reply.text.utf8) + reply.bytes)))
            guard reply.closes else { return }
            let channel = context.channel
            sent.whenComplete { _ in channel.close(promise: nil) }
        }
    }
}

extension String {
    /// The first place of `text`.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        let wanted = Array(text.utf8)
        var index = utf8.startIndex
        while index < utf8.endIndex {
            if utf8[index...].starts(with: wanted) { return index..<utf8.index(index, offsetBy: wanted.count) }
            index = utf8.index(after: index)
        }
        return nil
    }
}
