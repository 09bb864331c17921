internal import HTTPTypes
internal import Hummingbird
internal import Sessions
internal import TerminalProtocol

/// `/api/v1/sessions/{id}/output`: what a session printed, byte for byte, as far as it is still in memory.
struct OutputRoutes {
    var authentication: BearerAuthentication
    var access: SessionAccess

    /// What one answer has at most, in bytes. Its headers say where to go on.
    static let maximumBytes = 1024 * 1024

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.resource(
            "sessions/:id/output",
            [
                .get: authentication.required(takesQuery: true) { request, context, caller in
                    let session = try access.session(context, caller, to: .view)
                    let query = try OutputQuery(request.query(OutputQuery.names))
                    switch session.output(from: query.from, to: query.to, limit: Self.maximumBytes) {
                    case .bytes(let bytes, let from, let end):
                        var response = Response(
                            status: .ok,
                            headers: [.contentType: "application/octet-stream", .cacheControl: "no-store"],
                            body: ResponseBody(byteBuffer: bytes))
                        response.set("X-Output-From", "\(from)")
                        // The `from` of the next request.
                        response.set("X-Output-To", "\(from + UInt64(bytes.readableBytes))")
                        response.set("X-Output-End", "\(end)")
                        return response
                    case .outOfRange(let from, let end):
                        throw ErrorResponse.notRetained(from: from, end: end)
                    }
                }
            ])
    }
}

/// The range that is asked for; nil: as far as there is something.
struct OutputQuery: Equatable {
    var from: UInt64?
    var to: UInt64?

    static let names = ["from", "to"]

    init(_ fields: QueryFields) throws(ErrorBody) {
        from = try fields.number("from", in: 0...UInt64.max)
        to = try fields.number("to", in: 0...UInt64.max)
        if let from, let to, from > to { throw .invalidField("to", expected: "no less than from") }
    }
}

extension ErrorResponse {
    /// The range asked for is not, or no longer, there.
    fileprivate static func notRetained(from: UInt64, end: UInt64) -> ErrorResponse {
        var response = ErrorResponse(
            status: 416, .validationError, "The session retains the bytes from \(from) to \(end) of its output.")
        response.body.details = ["retained_from": "\(from)", "end": "\(end)"]
        return response
    }
}
