internal import NIOCore

/// Takes the header of the PROXY protocol off the front of a connection, in front of TLS, and is gone.
final class ProxyHeaderHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let httpGuard: HTTPGuardHandler
    private var received = ByteBuffer()

    init(httpGuard: HTTPGuardHandler) { self.httpGuard = httpGuard }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        let begin = Array(received.readableBytesView.prefix(ProxyHeader.maximumBytes))
        do throws(ProxyHeader.Malformed) {
            guard let header = try ProxyHeader(begin) else { return }
            if let source = header.source { httpGuard.comes(from: source) }
            received.moveReaderIndex(forwardBy: header.length)
        } catch {
            return context.close(promise: nil)
        }
        let rest = received
        received = ByteBuffer()
        if rest.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(rest)) }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}
