internal import HTTPTypes
internal import Hummingbird
internal import Sessions
internal import TerminalProtocol

/// `/api/v1/sessions/{id}/screen`: what a session's terminal shows, or showed last.
struct ScreenRoutes {
    var authentication: BearerAuthentication
    var access: SessionAccess

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.resource(
            "sessions/:id/screen",
            [
                .get: authentication.required(takesQuery: true) { request, context, caller in
                    let session = try access.session(context, caller, to: .view)
                    let format = try request.query(["format"]).choice("format", of: ScreenFormat.self) ?? .json
                    return try show(session, format, request)
                }
            ])
    }

    private func show(
        _ session: Session, _ format: ScreenFormat, _ request: Request
    ) throws(ErrorBody) -> Response {
        let known = format.etag(session.screenTag)
        if Conditional.matches(request.headers[.ifNoneMatch], etag: known) {
            return Response(status: .notModified, headers: [.eTag: known, .cacheControl: "no-store"])
        }
        guard let screen = session.screenshot() else { throw ErrorBody(CommandRefusal.noScreen) }
        var response = Response(
            status: .ok,
            headers: [
                .contentType: format.mediaType, .eTag: format.etag(screen.tag), .cacheControl: "no-store",
                // Programs choose what it says: a browser that shows it gives it no right to anything here.
                .contentSecurityPolicy: Self.policy,
            ],
            body: ResponseBody(byteBuffer: .init(string: format.text(of: screen))))
        // Everything below is on it.
        response.set("X-Output-Offset", "\(screen.offset)")
        return response
    }

    private static let policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
}

/// How a screen is written down.
enum ScreenFormat: String, CaseIterable {
    /// Lines of text.
    case text
    /// The same with colours, as terminals understand it.
    case ansi
    case html
    /// Cells, cursor and modes.
    case json

    var mediaType: String {
        switch self {
        case .text, .ansi: "text/plain; charset=utf-8"
        case .html: "text/html; charset=utf-8"
        case .json: "application/json"
        }
    }

    func text(of screen: Screenshot) -> String {
        switch self {
        case .text: screen.text
        case .ansi: screen.ansi
        case .html: screen.html
        case .json: screen.json
        }
    }

    func etag(_ tag: String) -> String { "\"\(tag).\(rawValue)\"" }
}
