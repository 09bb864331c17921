import NIOCore
import NIOHTTP1
import WebSockets

/// Just enough of a handshake. The server's own is strict, and is not what this program is about.
struct EchoUpgrader: HTTPServerProtocolUpgrader {
    let supportedProtocol = "websocket"
    /// NIO means headers that `Connection` names; `Sec-WebSocket-Key` is none of them.
    let requiredUpgradeHeaders: [String] = []

    func buildUpgradeResponse(
        channel: any Channel, upgradeRequest: HTTPRequestHead, initialResponseHeaders: HTTPHeaders
    ) -> EventLoopFuture<HTTPHeaders> {
        var headers = initialResponseHeaders
        if let key = upgradeRequest.headers.first(name: "Sec-WebSocket-Key") {
            headers.add(name: "Sec-WebSocket-Accept", value: HandshakeKey.accept(for: key))
        }
        return channel.eventLoop.makeSucceededFuture(headers)
    }

    func upgrade(context: ChannelHandlerContext, upgradeRequest: HTTPRequestHead) -> EventLoopFuture<Void> {
        context.channel.eventLoop.makeCompletedFuture {
            // The suite sends messages of 16 MiB, and such of 4 MiB in fragments of 64 bytes.
            var settings = WebSocketSettings()
            settings.messageLimitBytes = 32 * 1024 * 1024
            settings.maximumFragments = 128 * 1024
            try context.channel.pipeline.syncOperations.addHandlers(
                WebSocketHandler(settings: settings), EchoHandler())
        }
    }
}
