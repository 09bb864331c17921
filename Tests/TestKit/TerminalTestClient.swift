import NIOCore
public import StrictJSON
import Synchronization
import WebSockets

/// A program that uses the terminal as its protocol says, for tests that read like a story.
///
/// ```swift
/// let alice = try await TerminalTestClient.connect(port: server.port, token: token)
/// try await alice.create()
/// try await alice.type("echo hi\r")
/// try await alice.expect("hi")
/// try await alice.drop()
/// try await alice.reattach()
/// ```
public final class TerminalTestClient: Sendable {
    /// What `flow_control` says.
    public enum FlowControl: String, Sendable { case ack, none }
    /// What `mode` says.
    public enum Mode: String, Sendable { case control, view }
    /// How the token gets to the server.
    public enum TokenCarrier: Sendable {
        /// `Authorization: Bearer` on the upgrade.
        case header
        /// An `authenticate` message.
        case message
    }

    struct Place: Sendable {
        var port: Int
        var token: String?
        var carrier: TokenCarrier
        var request: UpgradeRequest
        var options: WebSocketTestClient.Options
    }

    struct Wishes: Sendable {
        var cols = 80
        var rows = 24
        var flowControl: FlowControl?
        var mode = Mode.control
        var acknowledges = true
    }

    let place: Place
    let transcript = Watched(Transcript())
    let wishes = Mutex(Wishes())
    let socket = Mutex<WebSocketTestClient?>(nil)
    private let onOutput: (@Sendable (OutputPiece) -> Void)?

    private init(place: Place, onOutput: (@Sendable (OutputPiece) -> Void)?) {
        self.place = place
        self.onOutput = onOutput
    }

    // MARK: Coming and going

    /// Connects, upgrades, presents the token if there is one, and waits until the server knows who this is.
    ///
    /// - Parameter onOutput: gets all output in order, on an event loop.
    /// - Throws: ``UpgradeRefused`` when the server says no to the upgrade, else ``TestFailure``.
    public static func connect(
        port: Int, token: String? = nil, tokenIn carrier: TokenCarrier = .header,
        request: UpgradeRequest = UpgradeRequest(), options: WebSocketTestClient.Options = .init(),
        onOutput: (@Sendable (OutputPiece) -> Void)? = nil
    ) async throws -> TerminalTestClient {
        let place = Place(port: port, token: token, carrier: carrier, request: request, options: options)
        let client = TerminalTestClient(place: place, onOutput: onOutput)
        try await client.connect()
        return client
    }

    /// Resets the connection. What was still on its way is lost.
    public func drop() async throws {
        try await leave()?.drop()
    }

    /// Closes the connection in order.
    public func disconnect() async throws {
        try await leave()?.disconnect()
    }

    /// Connects again, after ``drop()`` or ``disconnect()``, and attaches to the session at the next byte, or, when the
    /// screen is not whole, for a new one.
    @discardableResult
    public func reattach() async throws -> JSONValue {
        try await connect()
        let seen = transcript.current
        guard let sessionID = seen.sessionID else { throw TestFailure("there was no session to attach to again") }
        let wishes = wishes.withLock { $0 }
        return try await attach(
            sessionID, offset: seen.isUnpainted ? nil : seen.nextOffset, mode: wishes.mode, cols: wishes.cols,
            rows: wishes.rows,
            flowControl: wishes.flowControl)
    }

    private func connect() async throws {
        let generation = transcript.update { transcript in
            transcript.generation += 1
            transcript.ending = nil
            transcript.unread = []
            return transcript.generation
        }
        var request = place.request
        if place.carrier == .header, let token = place.token { request.authorization = "Bearer \(token)" }
        let connected = try await WebSocketTestClient.connect(
            port: place.port, request: request, options: place.options
        ) { [weak self] received in
            self?.receive(received, generation: generation)
        }
        socket.withLock { $0 = connected }
        try await expectMessage(type: "connected")
        if place.carrier == .message, let token = place.token { try await authenticate(token: token) }
    }

    /// From here on nothing that arrives is counted, so that ``reattach()`` asks for exactly what did not.
    private func leave() -> WebSocketTestClient? {
        transcript.update { $0.generation += 1 }
        return socket.withLock { socket in
            defer { socket = nil }
            return socket
        }
    }

    // MARK: Receiving

    private func receive(_ received: Received, generation: Int) {
        let acknowledges = wishes.withLock { $0.acknowledges && $0.flowControl == .ack }
        let (pieces, acknowledgement) = transcript.update { transcript -> ([OutputPiece], UInt64?) in
            guard transcript.generation == generation else { return ([], nil) }
            let pieces = transcript.take(received)
            let due = transcript.nextOffset &- transcript.acknowledgedOffset >= Transcript.acknowledgementBytes
            guard acknowledges, due || transcript.isPictureSeen else { return (pieces, nil) }
            transcript.isPictureSeen = false
            transcript.acknowledgedOffset = transcript.nextOffset
            return (pieces, transcript.nextOffset)
        }
        if let onOutput { pieces.forEach(onOutput) }
        guard let acknowledgement, let socket = socket.withLock({ $0 }) else { return }
        let message = JSONValue.object(["type": "ack", "offset": JSONValue(acknowledgement)]).encoded()
        socket.channel.writeAndFlush(ByteBuffer(bytes: ClientFrame(.text, message).bytes), promise: nil)
    }
}
