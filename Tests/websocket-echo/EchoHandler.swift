import NIOCore
import WebSockets

/// Sends each message back as it came.
final class EchoHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketEvent
    typealias OutboundOut = WebSocketOutbound

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .text(let message): context.write(wrapOutboundOut(.text(message)), promise: nil)
        case .binary(let message): context.write(wrapOutboundOut(.binary(message)), promise: nil)
        case .closed: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.flush() }
}
