internal import Authentication
internal import HTTPTypes
internal import Hummingbird
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol

/// `/api/v1/sessions/{id}/shares`: links to a session, for people who have no token.
struct ShareRoutes {
    var authentication: BearerAuthentication
    var access: SessionAccess
    var sharing: Sharing
    /// Where the page is.
    var basePath: BasePath

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.resource(
            "sessions/:id/shares",
            [
                .get: authentication.required { _, context, caller in
                    let shares = sharing.shares(of: try access.session(context, caller, to: .manage))
                    return Response(json: ["shares": .array(shares.map(\.json)), "total": JSONValue(shares.count)])
                },
                .post: authentication.required { request, context, caller in
                    let session = try access.session(context, caller, to: .manage)
                    return try await create(request, session, caller)
                },
            ])
        router.resource(
            "sessions/:id/shares/:share_id",
            [
                .delete: authentication.required { _, context, caller in
                    let session = try access.session(context, caller, to: .manage)
                    guard let id = context.parameters.get("share_id"),
                        sharing.revoke(id, of: session, by: caller.requester)
                    else { throw ErrorBody(.notFound, "The session has no such share.") }
                    return Response(status: .noContent)
                }
            ])
    }

    private func create(_ request: Request, _ session: Session, _ caller: Caller) async throws -> Response {
        let wanted = try ShareRequest(try await request.fields(of: ShareRequest.fields, named: "a share"))
        let (share, secret) = try sharing.create(
            wanted.mode, of: session, ttlSeconds: wanted.ttlSeconds, by: try caller.identity, caller.requester)
        var answer = share.json.objectValue ?? [:]
        answer["secret"] = .string(secret.text)
        answer["url"] = .string("\(page(request))#share=\(secret.text)")
        var response = Response(.created, json: .object(answer))
        response.headers[.location] = "/api/v1/sessions/\(session.id)/shares/\(share.pass.id)"
        return response
    }

    /// The page's address as the client knows it. The secret goes into its fragment, which browsers send to no server.
    private func page(_ request: Request) -> String {
        let scheme = HTTPField.Name(RequestTrace.scheme).flatMap { request.headers[$0] } ?? "http"
        return "\(scheme)://\(request.head.authority ?? "")\(basePath.path)/"
    }
}
