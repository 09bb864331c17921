internal import HTTPTypes
internal import Hummingbird
internal import Sessions
internal import ShellIntegration
internal import StrictJSON
internal import TerminalProtocol

/// `/api/v1/sessions/{id}/history` and `/commands`: what was run in a session, and running something there.
struct CommandRoutes {
    var authentication: BearerAuthentication
    var access: SessionAccess
    var departures: Departures

    /// How long an answer waits for the end of a command: together with what its start may take, less than what a request
    /// may take at all.
    static let timeoutSeconds = 0.0...90.0
    static let defaultTimeoutSeconds = 60.0
    /// How long the look at a command may wait for its end.
    static let waitSeconds = 0...60
    /// Text of output in one answer, in bytes.
    static let outputLimitBytes = 0...1_048_576
    static let defaultOutputLimitBytes = 64 * 1024

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.resource(
            "sessions/:id/history",
            [
                .get: authentication.required(takesQuery: true) { request, context, caller in
                    let session = try access.session(context, caller, to: .view)
                    let query = try HistoryQuery(request.query(HistoryQuery.names))
                    let (commands, total) = session.history(
                        since: query.since, status: query.status, limit: query.limit)
                    return Response(json: [
                        "integration": .string(session.integration.rawValue),
                        "commands": .array(commands.map(\.json)),
                        "total": JSONValue(total),
                    ])
                }
            ])
        router.resource(
            "sessions/:id/commands",
            [
                .post: authentication.required { request, context, caller in
                    try await run(try access.session(context, caller, to: .control), request, caller)
                }
            ])
        router.resource(
            "sessions/:id/commands/:command",
            [
                .get: authentication.required(takesQuery: true) { request, context, caller in
                    let session = try access.session(context, caller, to: .view)
                    let query = try CommandQuery(request.query(CommandQuery.names))
                    guard let id = context.parameters.get("command").flatMap(Self.number) else { throw Self.notFound }
                    let command = try await awaitEnd(of: id, in: session, atMost: query.waitNanoseconds, caller)
                    return Response(json: answer(command, in: session, limit: query.outputLimitBytes))
                }
            ])
    }

    private func run(_ session: Session, _ request: Request, _ caller: Caller) async throws -> Response {
        let body = BodyFields(try await request.fields(of: RunFields.names, named: "a command to run"))
        let fields = try RunFields(body)
        let started = try await departures.cancelling(caller.requester.requestID) {
            do throws(CommandRefusal) {
                let command = try await session.run(fields.command, key: fields.key)
                access.observer.observe(.acted(.command(id: command.id), session, caller.requester))
                return command
            } catch {
                if error.mayHaveBeenTyped {
                    access.observer.observe(.acted(.command(id: nil), session, caller.requester))
                }
                throw ErrorBody(error)
            }
        }
        let place = "/api/v1/sessions/\(session.id)/commands/\(started.id)"
        guard !Self.prefersAsynchronous(request.headers) else {
            var response = Response(
                .accepted, json: answer(started, in: session, limit: fields.outputLimitBytes).encoded())
            response.headers[.location] = place
            response.set("Preference-Applied", "respond-async")
            return response
        }
        let command = try await awaitEnd(of: started.id, in: session, atMost: fields.timeoutNanoseconds, caller)
        var response = Response(json: answer(command, in: session, limit: fields.outputLimitBytes))
        response.headers[.contentLocation] = place
        return response
    }

    private func awaitEnd(
        of id: UInt64, in session: Session, atMost nanoseconds: Int64, _ caller: Caller
    ) async throws -> ShellCommand {
        let command = try await departures.cancelling(caller.requester.requestID) {
            do throws(CommandRefusal) {
                return try await session.awaitEnd(of: id, atMost: nanoseconds)
            } catch {
                throw ErrorBody(error)
            }
        }
        guard let command else { throw Self.notFound }
        return command
    }

    /// A command with its output. `timed_out`: it goes on.
    private func answer(_ command: ShellCommand, in session: Session, limit: Int) -> JSONValue {
        let output = session.output(of: command, limit: limit)
        var members = command.members(output: [
            "text": .string(output.text), "truncated": .bool(output.isTruncated), "from": JSONValue(output.from),
            "to": JSONValue(output.to),
        ])
        members["timed_out"] = .bool(command.isRunning)
        return .object(members)
    }

    private static let notFound = ErrorBody(
        .notFound, "There is no command of this number in the session's history, not yet or not any more.")

    /// As an answer writes it: no sign, no zero in front.
    private static func number(_ text: String) -> UInt64? {
        UInt64(text).flatMap { String($0) == text ? $0 : nil }
    }

    /// RFC 7240.
    private static func prefersAsynchronous(_ headers: HTTPFields) -> Bool {
        guard let name = HTTPField.Name("Prefer") else { return false }
        return headers[values: name].contains { value in
            value.split(separator: ",").contains { preference in
                preference.split(separator: ";").first?.filter { $0 != " " && $0 != "\t" }.lowercased()
                    == "respond-async"
            }
        }
    }
}

/// What a program says of a command that it wants to run.
private struct RunFields: Sendable {
    static let names = ["command", "timeout_seconds", "idempotency_key", "output_limit_bytes"]

    var command: String
    var key: String?
    var timeoutNanoseconds: Int64
    var outputLimitBytes: Int

    init(_ body: BodyFields) throws(ErrorBody) {
        // What it may be is decided where it is typed.
        command = try body.text("command", maximumBytes: Session.maximumCommandBytes) ?? ""
        key = try body.text("idempotency_key", maximumBytes: IdempotencyKey.maximumBytes)
        timeoutNanoseconds =
            try body.seconds("timeout_seconds", in: CommandRoutes.timeoutSeconds)
            ?? Int64(CommandRoutes.defaultTimeoutSeconds * 1e9)
        outputLimitBytes =
            try body.number("output_limit_bytes", in: CommandRoutes.outputLimitBytes)
            ?? CommandRoutes.defaultOutputLimitBytes
    }
}
