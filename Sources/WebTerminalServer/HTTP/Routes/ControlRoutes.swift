internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import PseudoTerminal
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol

/// `/api/v1/sessions/{id}/input`, `/signal`, `/resize` and `/wait`: for programs what the keyboard, the window and the
/// eyes are for a person.
struct ControlRoutes {
    var authentication: BearerAuthentication
    var access: SessionAccess
    var departures: Departures

    /// How long a wait may take, in seconds.
    static let waitTimeoutSeconds = 0.0...60.0
    static let defaultWaitTimeoutSeconds = 30.0
    /// What `idle` means unless it is said, in seconds.
    static let defaultIdleSeconds = 1.0

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.resource(
            "sessions/:id/input",
            [
                .post: authentication.required { request, context, caller in
                    try await type(try access.session(context, caller, to: .control), request, caller)
                }
            ])
        router.resource(
            "sessions/:id/signal",
            [
                .post: authentication.required { request, context, caller in
                    try await signal(try access.session(context, caller, to: .control), request, caller)
                }
            ])
        router.resource(
            "sessions/:id/resize",
            [
                .post: authentication.required { request, context, caller in
                    try await resize(try access.session(context, caller, to: .control), request)
                }
            ])
        router.resource(
            "sessions/:id/wait",
            [
                .post: authentication.required { request, context, caller in
                    try await wait(try access.session(context, caller, to: .view), request, caller)
                }
            ])
    }

    private func type(_ session: Session, _ request: Request, _ caller: Caller) async throws -> Response {
        let fields = try await request.fields(of: ["data", "data_base64"], named: "input")
        guard session.type(ByteBuffer(bytes: try Self.bytes(fields))) else { throw Self.notTaken(session) }
        access.observer.observe(.acted(.input, session, caller.requester))
        return Response(status: .noContent)
    }

    private func signal(_ session: Session, _ request: Request, _ caller: Caller) async throws -> Response {
        let fields = try await request.fields(of: ["signal"], named: "a signal")
        let signal = try SessionFields.signal(from: fields["signal"])
        guard session.signal(signal.number) else {
            throw ErrorBody(.conflict, "Nothing runs in the foreground of the session.", details: ["reason": "exited"])
        }
        access.observer.observe(.signal(name: signal.rawValue, process: nil, session.id, caller.requester))
        return Response(status: .noContent)
    }

    private func resize(_ session: Session, _ request: Request) async throws -> Response {
        let fields = try await request.fields(of: ["cols", "rows"], named: "a size")
        session.resize(to: try SessionFields.size(cols: fields["cols"], rows: fields["rows"]))
        return Response(status: .noContent)
    }

    private func wait(_ session: Session, _ request: Request, _ caller: Caller) async throws -> Response {
        let fields = try await request.fields(of: WaitCondition.fields, named: "a wait")
        let condition = try WaitCondition(fields)
        let nanoseconds =
            try BodyFields(fields).seconds("timeout_seconds", in: Self.waitTimeoutSeconds)
            ?? Int64(Self.defaultWaitTimeoutSeconds * 1e9)
        let outcome = try await departures.cancelling(caller.requester.requestID) {
            do throws(CommandRefusal) {
                return try await session.wait(for: condition, atMost: nanoseconds)
            } catch {
                throw ErrorBody(error)
            }
        }
        return Response(json: [
            "met": .bool(outcome.reason == .met), "reason": .string(outcome.reason.rawValue),
            "offset": JSONValue(outcome.offset),
        ])
    }

    private static func bytes(_ fields: [String: JSONValue]) throws(ErrorBody) -> [UInt8] {
        let expected = "text, or data_base64 bytes in base64; one of the two"
        switch (fields["data"]?.stringValue, fields["data_base64"]?.stringValue) {
        case (let text?, nil) where fields["data_base64"] == nil: return Array(text.utf8)
        case (nil, let text?) where fields["data"] == nil:
            guard let bytes = Base64.decode(text) else {
                throw .invalidField("data_base64", expected: "base64 with its padding, in one line")
            }
            return bytes
        default: throw .invalidField("data", expected: expected)
        }
    }

    private static func notTaken(_ session: Session) -> ErrorBody {
        guard session.summary().status == .running else { return ErrorBody(CommandRefusal.exited) }
        return ErrorBody(
            .quotaExceeded, "The shell does not read, and \(Session.inputQueueBytes) bytes wait for it.",
            details: ["limit": String(Session.inputQueueBytes), "scope": "input"])
    }
}

extension WaitCondition {
    static let fields = ["for", "pattern", "from", "idle_seconds", "timeout_seconds"]

    fileprivate init(_ fields: [String: JSONValue]) throws(ErrorBody) {
        let body = BodyFields(fields)
        let kind = fields["for"]?.stringValue
        let owners = [("pattern", ["text", "screen"]), ("from", ["text"]), ("idle_seconds", ["idle"])]
        for (name, owners) in owners {
            guard fields[name]?.isNull ?? true || owners.contains(kind ?? "") else {
                let list = owners.joined(separator: " and ")
                throw ErrorBody(.validationError, "\(name) belongs to \(list)", details: ["field": name])
            }
        }
        switch kind {
        case "prompt": self = .prompt
        case "exit": self = .exit
        case "idle":
            self = .idle(
                try body.seconds("idle_seconds", in: Self.idleSeconds)
                    ?? Int64(ControlRoutes.defaultIdleSeconds * 1e9))
        case "text", "screen":
            guard let pattern = try body.text("pattern", maximumBytes: Self.maximumPatternBytes),
                pattern.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
            else {
                throw .invalidField(
                    "pattern",
                    expected: "the text itself, 1 to \(Self.maximumPatternBytes) bytes without control characters")
            }
            let from = try body.number("from", in: 0...Int.max)
            self = kind == "screen" ? .screen(pattern) : .text(pattern, from: from.map(UInt64.init))
        default: throw .invalidField("for", expected: "prompt, exit, idle, text or screen")
        }
    }
}
