internal import Glibc
internal import NIOCore
internal import NIOPosix

/// The end of a terminal's channel: hands over each read at once, and asks for the next one unless the terminal
/// is to be read elsewhere. Confined to its event loop.
final class LoopReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// One byte more than the kernel gives at a time: NIO takes a full buffer for a sign that there is more.
    private static let readBytes = 4096

    private let terminal: ForkedTerminal
    private var detector = BusyDetector()
    private var isBusy = false

    private init(terminal: ForkedTerminal) {
        self.terminal = terminal
    }

    /// Makes a channel that reads `descriptor`, which is closed with it. Ends in `loopOpened` or `loopLost`, the
    /// latter also for a loop that is not NIO's own, such as a test's.
    static func open(_ descriptor: Int32, for terminal: ForkedTerminal, on eventLoop: any EventLoop) {
        guard let bootstrap = NIOPipeBootstrap(validatingGroup: eventLoop) else {
            close(descriptor)
            return terminal.loopLost()
        }
        bootstrap
            .channelOption(.autoRead, value: false)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: readBytes))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(LoopReader(terminal: terminal))
                }
            }
            .takingOwnershipOfDescriptor(input: descriptor)
            .whenFailure { _ in
                // NIO closes the descriptor of a channel that it cannot register, and its documentation says that it
                // does not: it is left alone here, since closing a number twice can hit somebody else's.
                terminal.loopLost()
            }
    }

    func channelActive(context: ChannelHandlerContext) {
        terminal.loopOpened(context.channel)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        isBusy = detector.noteRead(bytes: bytes.readableBytes, now: .now())
        terminal.deliver(bytes)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Asked for within the read, the next one costs no epoll_ctl.
        if terminal.loopRead(isBusy: isBusy) { context.read() }
        isBusy = false
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The poller takes over when the channel is closed, and finds out what is wrong.
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        terminal.loopLost()
        context.fireChannelInactive()
    }
}
