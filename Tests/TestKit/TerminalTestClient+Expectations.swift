public import StrictJSON

// What a client waits for. Everything throws `TestFailure` with the last output and messages when it does not come.
extension TerminalTestClient {
    /// What was seen so far.
    public var seen: Transcript { transcript.current }

    /// Waits for `text` in the output behind what was expected last, and returns the output up to its end. Mind that
    /// a terminal shows what is typed: expect something that only the command's output has.
    @discardableResult
    public func expect(_ text: String, within limit: Duration = defaultDeadline) async throws -> String {
        let bytes = Array(text.utf8)
        let output = try await wait("\(text.debugDescription) in the output", limit, isEndedBy: { $0.ending != nil }) {
            $0.readOutput(through: bytes)
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Waits until the stream has come up to `offset`.
    public func expectOffset(_ offset: UInt64, within limit: Duration = defaultDeadline) async throws {
        try await wait("output up to byte \(offset)", limit, isEndedBy: { $0.ending != nil }) {
            $0.nextOffset >= offset ? () : nil
        }
    }

    /// Waits for the first message of this type that was not expected before. An `error` message fails it at once.
    @discardableResult
    public func expectMessage(type: String, within limit: Duration = defaultDeadline) async throws -> JSONValue {
        let isEnded: @Sendable (Transcript) -> Bool = { transcript in
            transcript.ending != nil || transcript.unread.contains { $0["type"] == "error" }
        }
        return try await wait("a message of type \(type)", limit, isEndedBy: isEnded) { $0.readMessage(ofType: type) }
    }

    /// Waits for an `error` message, and checks its code.
    @discardableResult
    public func expectError(_ code: String, within limit: Duration = defaultDeadline) async throws -> JSONValue {
        let error = try await expectMessage(type: "error", within: limit)
        guard error["code"]?.stringValue == code else { throw failure("expected the error \(code)") }
        return error
    }

    /// Waits for the server's close frame, checks its code, and returns its reason.
    @discardableResult
    public func expectClose(_ code: UInt16, within limit: Duration = defaultDeadline) async throws -> String {
        let ending = try await wait("the connection's end", limit, isEndedBy: { _ in false }) { $0.ending }
        guard case .close(code, let reason) = ending else {
            throw failure("expected the connection to be closed with \(code)")
        }
        return reason
    }

    /// Output before this moment is no longer looked at by ``expect(_:within:)``.
    public func skipOutput() { transcript.update { $0.readIndex = $0.output.count } }

    func failure(_ what: String) -> TestFailure { TestFailure("\(what)\n\(transcript.current.summary)") }

    @discardableResult
    private func wait<Found: Sendable>(
        _ what: String, _ limit: Duration, isEndedBy isEnded: @escaping @Sendable (Transcript) -> Bool,
        for attempt: @escaping @Sendable (inout Transcript) -> Found?
    ) async throws -> Found {
        let found = await transcript.wait(within: limit) { transcript -> Found?? in
            if let found = attempt(&transcript) { return .some(found) }
            return isEnded(transcript) ? .some(nil) : nil
        }
        guard let found else { throw failure("not within \(limit): \(what)") }
        guard let found else { throw failure("in vain: \(what)") }
        return found
    }
}
