internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Sessions
internal import TerminalProtocol

/// `/api/v1/sessions/{id}/summary`: what was done in a session, for programs or for people.
struct SummaryRoutes {
    var authentication: BearerAuthentication
    var access: SessionAccess
    var clocks = Clocks.system

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.resource(
            "sessions/:id/summary",
            [
                .get: authentication.required(takesQuery: true) { request, context, caller in
                    let session = try access.session(context, caller, to: .view)
                    let form = try ReportForm(request.query(ReportForm.names), accept: request.headers[.accept])
                    let report = SessionReport(
                        session: session.summary(), integration: session.integration,
                        commands: session.history(limit: .max).commands, madeAt: clocks.wall())
                    var response =
                        switch form {
                        case .json: Response(json: report.json)
                        case .markdown:
                            Response(
                                status: .ok,
                                headers: [.contentType: "text/markdown; charset=utf-8", .cacheControl: "no-store"],
                                body: ResponseBody(byteBuffer: ByteBuffer(string: report.markdown)))
                        }
                    response.headers[.vary] = "Accept"
                    return response
                }
            ])
    }
}

/// How a report is to be written.
enum ReportForm: String, Sendable, CaseIterable {
    case json
    case markdown

    static let names = ["format"]

    /// The parameter `format` decides, and without it the header `Accept`.
    init(_ fields: QueryFields, accept: String?) throws(ErrorBody) {
        self = try fields.choice("format") ?? Self.preferred(accept)
    }

    /// JSON, unless Markdown is named and JSON is wanted less.
    private static func preferred(_ accept: String?) -> ReportForm {
        let json = MediaRange.weight(of: "application/json", in: accept)
        let markdown = MediaRange.weight(of: "text/markdown", in: accept)
        return markdown > json ? .markdown : .json
    }
}

/// The header `Accept` (RFC 9110, 12.5.1).
enum MediaRange {
    /// How much a media type is wanted, from 0 to 1, by the range that fits it best; 1 without a header.
    static func weight(of type: String, in accept: String?) -> Double {
        guard let accept else { return 1 }
        let group = type.prefix { $0 != "/" } + "/*"
        var best = (precision: -1, weight: 0.0)
        for element in accept.split(separator: ",") {
            let parts = element.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard let range = parts.first,
                let precision = ["*/*", String(group), type].firstIndex(of: range), precision > best.precision
            else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2)
            best = (precision, weight.map { Double($0) ?? 0 } ?? 1)
        }
        return best.weight
    }
}
