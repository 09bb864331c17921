import NIOCore
import NIOPosix
import TestKit
import WebSockets

/// ``WebSocketHandler`` on real sockets, behind the shortest handshake there is, with a script on top.
struct LoopbackServer {
    let channel: any Channel
    /// All events, of all connections.
    let events: Watched<[WebSocketEvent]>

    var port: Int { channel.localAddress?.port ?? 0 }

    /// What a connection says when it has begun (nil), and to each event.
    typealias Script = @Sendable (WebSocketEvent?) -> [WebSocketOutbound]

    static let echo: Script = { event in
        switch event {
        case .text(let message): [.text(message)]
        case .binary(let message): [.binary(message)]
        case .closed, nil: []
        }
    }

    static func run<Result>(
        settings: WebSocketSettings = WebSocketSettings(), script: @escaping Script = echo,
        isolation: isolated (any Actor)? = #isolation, _ body: (LoopbackServer) async throws -> Result
    ) async throws -> Result {
        let events = Watched<[WebSocketEvent]>([])
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.socketOption(.so_sndbuf), value: 16 * 1024)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        Handshake(settings: settings, player: Player(script: script, events: events)))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let result = try await body(LoopbackServer(channel: channel, events: events))
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private final class Player: ChannelInboundHandler {
        typealias InboundIn = WebSocketEvent
        typealias OutboundOut = WebSocketOutbound
        private let script: Script
        private let events: Watched<[WebSocketEvent]>

        init(script: @escaping Script, events: Watched<[WebSocketEvent]>) {
            self.script = script
            self.events = events
        }

        func handlerAdded(context: ChannelHandlerContext) { play(context, nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let event = unwrapInboundIn(data)
            events.update { $0.append(event) }
            play(context, event)
        }

        private func play(_ context: ChannelHandlerContext, _ event: WebSocketEvent?) {
            for message in script(event) { context.write(wrapOutboundOut(message), promise: nil) }
            context.flush()
        }
    }

    private final class Handshake: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let settings: WebSocketSettings
        private let player: Player

        init(settings: WebSocketSettings, player: Player) {
            self.settings = settings
            self.player = player
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let request = String(buffer: unwrapInboundIn(data))
            guard
                let line = request.split(separator: "\r\n").first(where: { $0.hasPrefix("Sec-WebSocket-Key: ") })
            else { return context.close(promise: nil) }
            let accept = HandshakeKey.accept(for: line.dropFirst(19))
            let answer = "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: \(accept)\r\n\r\n"
            context.write(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            do {
                // One after the other: the player begins to speak as soon as it is added.
                let handler = WebSocketHandler(settings: settings)
                try context.pipeline.syncOperations.addHandler(handler, position: .after(self))
                try context.pipeline.syncOperations.addHandler(player, position: .after(handler))
            } catch {
                context.fireErrorCaught(error)
            }
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        }
    }
}
