internal import Authentication
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol

/// `/api/v1/sessions`. A session of somebody else is answered like one that does not exist, except to admins.
struct SessionRoutes {
    var registry: SessionRegistry
    var authentication: BearerAuthentication

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.resource(
            "sessions",
            [
                .get: authentication.required { request, _, caller in try list(request, caller) },
                .post: authentication.required { request, _, caller in try await create(request, caller) },
            ])
        router.resource(
            "sessions/:id",
            [
                .get: authentication.required { _, context, caller in
                    Response(json: try find(context, caller).summary().json)
                },
                .delete: authentication.required { _, context, caller in
                    let session = try find(context, caller)
                    try requireControl(caller)
                    // Answered when nothing of the session is left, at most the five seconds of the ladder later.
                    await registry.end(session, by: caller.requester)
                    return Response(status: .noContent)
                },
            ])
    }

    private func list(_ request: Request, _ caller: Caller) throws -> Response {
        let query = try SessionQuery(RequestTarget(request.head.path ?? "/"), for: caller.identity)
        let sessions = query.userID.map(registry.sessions(ownedBy:)) ?? registry.allSessions()
        let (page, total) = query.select(from: sessions.map { $0.summary() })
        return Response(json: [
            "sessions": .array(page.map(\.json)), "total": JSONValue(total), "limit": JSONValue(query.limit),
            "offset": JSONValue(query.offset),
        ])
    }

    private func create(_ request: Request, _ caller: Caller) async throws -> Response {
        try requireControl(caller)
        let body = try await request.body.collect(upTo: HTTPLimits.requestBodyBytes)
        let wanted = try SessionRequest(body, contentType: request.headers[.contentType])
        let session = try await registry.create(for: caller.identity.userID, wanted, by: caller.requester)
        var response = Response(.created, json: session.summary().json)
        response.headers[.location] = "/api/v1/sessions/\(session.id)"
        return response
    }

    private func find(_ context: BasicRequestContext, _ caller: Caller) throws -> Session {
        guard let session = context.parameters.get("id").flatMap(SessionID.init).flatMap({ registry.session($0) })
        else { throw SessionError.notFound }
        guard caller.identity.role == .admin || session.userID == caller.identity.userID else {
            authentication.observer.observe(.denied(.session, caller.requester))
            throw SessionError.notFound
        }
        return session
    }

    private func requireControl(_ caller: Caller) throws {
        guard caller.identity.role != .viewer else {
            authentication.observer.observe(.denied(.control, caller.requester))
            throw ErrorBody(.forbidden, "Viewers may look at sessions, but neither make nor end them.")
        }
    }
}
