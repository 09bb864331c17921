public import NIOCore
internal import NIOHTTP1
internal import NIOPosix
public import TerminalProtocol
internal import WebSockets

/// One WebSocket to a server, as a client of the protocol `web-terminal.v1` has it.
public final class TerminalConnection: Sendable {
    public enum Event: Sendable {
        case notice(ServerNotice)
        /// Bytes of the terminal.
        case output(ByteBuffer)
        /// Whether more can be sent now without its being queued here.
        case writable(Bool)
        /// The last one.
        case closed(code: UInt16?, reason: String)
    }

    private let channel: any Channel

    /// How long connection and handshake may take, each.
    static let handshakeTimeout = TimeAmount.seconds(10)

    private init(channel: any Channel) { self.channel = channel }

    /// Connects, and presents the token with the upgrade.
    ///
    /// - Parameters:
    ///   - onEvent: gets what comes, in order, on `eventLoop`.
    /// - Returns: a connection, or `ClientError`.
    public static func connect(
        to address: ServerAddress, trust: TLSTrust, token: String?, on eventLoop: any EventLoop,
        onEvent: @escaping @Sendable (Event) -> Void
    ) -> EventLoopFuture<TerminalConnection> {
        var request = HTTPRequest(.GET, address.target("/ws"))
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        let upgraded = eventLoop.makePromise(of: Void.self)
        let asked = request
        let connection = Connector(address: address, trust: trust, allowsHalfClosure: true)
            .connect(on: eventLoop, timeout: handshakeTimeout) { channel in
                let encoder = HTTPRequestEncoder()
                let decoder = ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes))
                let pipeline = channel.pipeline.syncOperations
                try pipeline.addHandlers(encoder, decoder)
                try pipeline.addHandler(
                    UpgradeHandler(
                        asked, host: address.hostHeader, codecs: [encoder, decoder],
                        application: EventHandler(onEvent), upgraded: upgraded))
            }
        connection.cascadeFailure(to: upgraded)
        let timer = eventLoop.scheduleTask(in: handshakeTimeout * 2) { upgraded.fail(ClientError.noAnswerInTime) }
        upgraded.futureResult.whenComplete { _ in timer.cancel() }
        upgraded.futureResult.whenFailure { _ in connection.whenSuccess { $0.close(promise: nil) } }
        return upgraded.futureResult
            .flatMap { connection.map { TerminalConnection(channel: $0) } }
            .flatMapErrorThrowing { throw Connector.reason($0) }
    }

    public func send(_ message: ClientMessage) {
        channel.writeAndFlush(WebSocketOutbound.text(ByteBuffer(bytes: message.encoded())), promise: nil)
    }

    /// Keystrokes.
    public func type(_ bytes: ByteBuffer) { channel.writeAndFlush(WebSocketOutbound.binary(bytes), promise: nil) }

    /// Whether what the server says is read. What was read already still comes.
    func setReading(_ isReading: Bool) {
        channel.writeAndFlush(WebSocketOutbound.reading(isReading), promise: nil)
    }

    /// Says goodbye. Done when the server has ended the connection, or has not for two seconds.
    @discardableResult
    public func close() -> EventLoopFuture<Void> {
        channel.writeAndFlush(
            WebSocketOutbound.close(code: CloseCode.normal.rawValue, reason: ""), promise: nil)
        return channel.closeFuture
    }
}

/// Hands on what comes out of the WebSocket.
private final class EventHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = WebSocketEvent

    private let onEvent: @Sendable (TerminalConnection.Event) -> Void

    init(_ onEvent: @escaping @Sendable (TerminalConnection.Event) -> Void) { self.onEvent = onEvent }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .text(let text):
            // What is no message of the protocol is like one that a newer server has and this client does not know.
            onEvent(.notice(ServerNotice(parsing: text.readableBytesView) ?? .other))
        case .binary(let bytes): onEvent(.output(bytes))
        case .closed(let code, let reason, _): onEvent(.closed(code: code, reason: reason))
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        onEvent(.writable(context.channel.isWritable))
        context.fireChannelWritabilityChanged()
    }
}
