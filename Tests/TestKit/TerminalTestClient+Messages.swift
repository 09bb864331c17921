public import StrictJSON
import Synchronization

// What a client says.
extension TerminalTestClient {
    /// Sends `authenticate` and waits for `authenticated`.
    @discardableResult
    public func authenticate(token: String) async throws -> JSONValue {
        try await send(type: "authenticate", ["token": .string(token)])
        return try await expectMessage(type: "authenticated")
    }

    /// Asks for a new session and waits for `attached`. Returns the session's id.
    ///
    /// - Parameter further: members of the message besides the usual ones, such as `environment`.
    @discardableResult
    public func create(
        cols: Int = 80, rows: Int = 24, flowControl: FlowControl? = .ack, further: [String: JSONValue] = [:]
    ) async throws -> String {
        let members = wish(cols, rows, flowControl, .control, offset: nil)
        try await send(type: "create", members.merging(further) { $1 })
        guard let id = try await expectMessage(type: "attached")["session_id"]?.stringValue else {
            throw failure("attached has no session_id")
        }
        return id
    }

    /// Asks for a session that exists and waits for `attached`, which it returns.
    @discardableResult
    public func attach(
        _ sessionID: String, offset: UInt64? = nil, mode: Mode = .control, cols: Int = 80, rows: Int = 24,
        flowControl: FlowControl? = .ack
    ) async throws -> JSONValue {
        var members = wish(cols, rows, flowControl, mode, offset: offset)
        members["session_id"] = .string(sessionID)
        members["mode"] = .string(mode.rawValue)
        members["offset"] = offset.map { JSONValue($0) }
        try await send(type: "attach", members)
        return try await expectMessage(type: "attached")
    }

    private func wish(
        _ cols: Int, _ rows: Int, _ flowControl: FlowControl?, _ mode: Mode, offset: UInt64?
    ) -> [String: JSONValue] {
        wishes.withLock { wishes in
            (wishes.cols, wishes.rows, wishes.flowControl, wishes.mode) = (cols, rows, flowControl, mode)
        }
        transcript.update { $0.expectedOffset = offset }
        var members: [String: JSONValue] = ["cols": JSONValue(cols), "rows": JSONValue(rows)]
        members["flow_control"] = flowControl.map { .string($0.rawValue) }
        return members
    }

    /// Keystrokes, as a binary message. The Enter key is `\r`.
    public func type(_ text: String) async throws { try await send(text.utf8) }

    /// Keystrokes, as a binary message.
    public func send(_ bytes: some Sequence<UInt8>) async throws { try await connection().send(binary: bytes) }

    /// Keystrokes, as an `input` message.
    public func input(_ text: String) async throws { try await send(type: "input", ["data": .string(text)]) }

    public func resize(cols: Int, rows: Int) async throws {
        wishes.withLock { ($0.cols, $0.rows) = (cols, rows) }
        try await send(type: "resize", ["cols": JSONValue(cols), "rows": JSONValue(rows)])
    }

    /// `name` such as `SIGINT`.
    public func signal(_ name: String) async throws { try await send(type: "signal", ["signal": .string(name)]) }

    /// Acknowledges all bytes below `offset`; nil: all that came.
    public func acknowledge(_ offset: UInt64? = nil) async throws {
        let offset = transcript.update { transcript in
            transcript.acknowledgedOffset = offset ?? transcript.nextOffset
            return transcript.acknowledgedOffset
        }
        try await send(type: "ack", ["offset": JSONValue(offset)])
    }

    /// Whether bytes are acknowledged by themselves, every 64 KiB, when `flow_control` is `ack`. They are at first.
    public func acknowledgesByItself(_ acknowledges: Bool) { wishes.withLock { $0.acknowledges = acknowledges } }

    /// Leaves the session running.
    public func detach() async throws { try await send(type: "detach") }

    /// Ends the session.
    public func closeSession() async throws { try await send(type: "close") }

    /// Any message.
    public func send(type: String, _ members: [String: JSONValue] = [:]) async throws {
        let message = JSONValue.object(members.merging(["type": .string(type)]) { $1 })
        try await connection().send(text: message.encodedString)
    }

    /// The connection itself, to send what no honest client would, or to stop reading.
    public func connection() throws -> WebSocketTestClient {
        guard let socket = socket.withLock({ $0 }) else { throw failure("there is no connection") }
        return socket
    }
}
