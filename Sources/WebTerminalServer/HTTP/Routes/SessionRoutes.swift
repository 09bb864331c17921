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
                .get: authentication.required { [registry] request, _, identity in
                    try Self.list(registry, request, identity)
                },
                .post: authentication.required { [registry] request, _, identity in
                    try await Self.create(registry, request, identity)
                },
            ])
        router.resource(
            "sessions/:id",
            [
                .get: authentication.required { [registry] _, context, identity in
                    Response(json: try Self.find(registry, context, identity).summary().json)
                },
                .delete: authentication.required { [registry] _, context, identity in
                    let session = try Self.find(registry, context, identity)
                    try Self.requireControl(identity)
                    // Answered when nothing of the session is left, at most the five seconds of the ladder later.
                    await registry.end(session)
                    return Response(status: .noContent)
                },
            ])
    }

    private static func list(
        _ registry: SessionRegistry, _ request: Request, _ identity: Identity
    ) throws -> Response {
        let query = try SessionQuery(RequestTarget(request.head.path ?? "/"), for: identity)
        let sessions = query.userID.map(registry.sessions(ownedBy:)) ?? registry.allSessions()
        let (page, total) = query.select(from: sessions.map { $0.summary() })
        return Response(json: [
            "sessions": .array(page.map(\.json)), "total": JSONValue(total), "limit": JSONValue(query.limit),
            "offset": JSONValue(query.offset),
        ])
    }

    private static func create(
        _ registry: SessionRegistry, _ request: Request, _ identity: Identity
    ) async throws -> Response {
        try requireControl(identity)
        let body = try await request.body.collect(upTo: HTTPLimits.requestBodyBytes)
        let wanted = try SessionRequest(body, contentType: request.headers[.contentType])
        let session = try await registry.create(for: identity.userID, wanted)
        var response = Response(.created, json: session.summary().json)
        response.headers[.location] = "/api/v1/sessions/\(session.id)"
        return response
    }

    private static func find(
        _ registry: SessionRegistry, _ context: BasicRequestContext, _ identity: Identity
    ) throws -> Session {
        let found = context.parameters.get("id").flatMap(SessionID.init).flatMap { id in
            identity.role == .admin ? registry.session(id) : registry.session(id, ownedBy: identity.userID)
        }
        guard let found else { throw SessionError.notFound }
        return found
    }

    private static func requireControl(_ identity: Identity) throws {
        guard identity.role != .viewer else {
            throw ErrorBody(.forbidden, "Viewers may look at sessions, but neither make nor end them.")
        }
    }
}
