import Glibc
public import NIOCore
import NIOPosix
import WebSockets

/// A WebSocket client that obeys a test and not the RFC.
public final class WebSocketTestClient: Sendable {
    public let channel: any Channel
    private let inbox: Watched<Inbox>

    private struct Inbox: Sendable {
        var unread: [Received] = []
        /// All that was received, without the bytes of binary messages, for failures.
        var log: [String] = []
    }

    /// What a client does by itself, and how it is made.
    public struct Options: Sendable {
        public var answersPings = true
        public var answersClose = true
        /// The size of the kernel's receive buffer, in bytes; nil: what the kernel likes. A small one makes a client
        /// that does not read felt sooner.
        public var receiveBufferBytes: Int?
        /// Nil: none.
        public var tls: ClientTLS?

        public init() {}
    }

    private init(channel: any Channel, inbox: Watched<Inbox>) {
        self.channel = channel
        self.inbox = inbox
    }

    /// Connects over loopback and upgrades.
    ///
    /// - Parameter onReceived: gets all that arrives, in order, on the channel's event loop, and then ``next(within:)``
    ///   gets nothing.
    /// - Throws: ``UpgradeRefused`` when the server says no.
    public static func connect(
        port: Int, request: UpgradeRequest = UpgradeRequest(), options: Options = Options(),
        onReceived: (@Sendable (Received) -> Void)? = nil
    ) async throws -> WebSocketTestClient {
        let inbox = Watched(Inbox())
        let receive =
            onReceived ?? { received in
                inbox.update { inbox in
                    inbox.unread.append(received)
                    inbox.log.append(summary(of: received))
                }
            }
        let group = MultiThreadedEventLoopGroup.singleton
        let upgraded = group.next().makePromise(of: Void.self)
        var bootstrap = ClientBootstrap(group: group)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls = options.tls { try channel.pipeline.syncOperations.addHandler(tls.handler()) }
                    try channel.pipeline.syncOperations.addHandler(
                        ClientChannelHandler(
                            upgraded: upgraded, answersPings: options.answersPings, answersClose: options.answersClose,
                            receive: receive))
                }
            }
        if let size = options.receiveBufferBytes {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: .init(clamping: size))
        }
        do {
            let channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
            let client = WebSocketTestClient(channel: channel, inbox: inbox)
            try await client.send(raw: Array(request.text(address: "127.0.0.1:\(port)").utf8))
            do {
                try await upgraded.futureResult.get()
            } catch {
                try? await channel.close()
                throw error
            }
            return client
        } catch {
            // Without effect if it is the handshake that failed.
            upgraded.fail(error)
            throw error
        }
    }

    // MARK: Sending

    public func send(text: String) async throws { try await send(ClientFrame(.text, text.utf8)) }

    public func send(binary: some Sequence<UInt8>) async throws { try await send(ClientFrame(.binary, binary)) }

    public func send(_ frame: ClientFrame) async throws { try await send(raw: frame.bytes) }

    /// Any bytes. Returns when the kernel has them.
    public func send(raw bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    // MARK: The socket

    /// Lets arriving bytes lie in the kernel.
    public func stopReading() async throws { try await channel.setOption(.autoRead, value: false).get() }

    public func resumeReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
        channel.read()
    }

    /// Resets the connection (RST), as a dead network would after a while.
    public func drop() async throws {
        guard let socket = channel as? any SocketOptionProvider else { throw TestFailure("\(channel) is no socket") }
        try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.close().get()
    }

    /// Says goodbye in order, and waits until the server has ended the connection.
    public func disconnect(code: UInt16 = 1000, within limit: Duration = defaultDeadline) async throws {
        try await send(ClientFrame(.close, [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)]))
        let timeout = Task {
            try await Task.sleep(for: limit)
            try await channel.close().get()
        }
        defer { timeout.cancel() }
        try await channel.closeFuture.get()
    }

    // MARK: Receiving

    /// What arrived next, in order.
    public func next(within limit: Duration = defaultDeadline) async throws -> Received {
        let found = await inbox.wait(within: limit) { $0.unread.isEmpty ? nil : $0.unread.removeFirst() }
        guard let found else { throw failure("nothing arrived within \(limit)") }
        return found
    }

    /// Waits for the server's close frame, past everything else, and for the end of the connection behind it.
    public func expectClose(
        _ codes: UInt16..., within limit: Duration = defaultDeadline
    ) async throws {
        while true {
            switch try await next(within: limit) {
            case .close(let code, let reason):
                guard let code, codes.contains(code) else {
                    throw failure("closed with \(code.map(String.init) ?? "no code") \(reason), not \(codes)")
                }
                guard case .ended = try await next(within: limit) else { throw failure("a frame behind the close") }
                return
            case .ended(let error):
                throw failure("the connection ended without a close frame: \(error ?? "in order")")
            default: continue
            }
        }
    }

    private func failure(_ what: String) -> TestFailure {
        TestFailure("\(what); received so far: \(inbox.current.log.suffix(20).joined(separator: ", "))")
    }

    private static func summary(of received: Received) -> String {
        if case .binary(let bytes) = received { return "binary(\(bytes.readableBytes) bytes)" }
        return "\(received)"
    }
}
