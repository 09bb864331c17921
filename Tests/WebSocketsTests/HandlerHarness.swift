import NIOCore
import NIOEmbedded
import TestKit
import WebSockets

/// ``WebSocketHandler`` on a channel without a network, with a probe where the network would be.
struct HandlerHarness {
    let channel = EmbeddedChannel()
    let probe = Probe()

    init(settings: WebSocketSettings = WebSocketSettings()) throws {
        try channel.pipeline.syncOperations.addHandlers(probe, WebSocketHandler(settings: settings))
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    /// Bytes from the client, as one read.
    func receive(_ frames: ClientFrame...) throws { try receive(bytes: frames.flatMap(\.bytes)) }

    func receive(bytes: [UInt8]) throws { try channel.writeInbound(ByteBuffer(bytes: bytes)) }

    func send(_ message: WebSocketOutbound) throws { try channel.writeOutbound(message) }

    /// The events since the last look.
    func events() throws -> [WebSocketEvent] {
        var events: [WebSocketEvent] = []
        while let event = try channel.readInbound(as: WebSocketEvent.self) { events.append(event) }
        return events
    }

    /// The bytes that were flushed since the last look.
    func sent() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { bytes += Array(buffer.readableBytesView) }
        return bytes
    }

    /// Ends the channel, as every test has to.
    func finish() { _ = try? channel.finish(acceptAlreadyClosed: true) }

    final class Probe: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        var flushes = 0
        var reads = 0
        var closes: [CloseMode] = []

        func flush(context: ChannelHandlerContext) {
            flushes += 1
            context.flush()
        }

        func read(context: ChannelHandlerContext) {
            reads += 1
            context.read()
        }

        /// Only notes it: an embedded channel cannot be half closed.
        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            closes.append(mode)
            promise?.succeed()
        }
    }
}
