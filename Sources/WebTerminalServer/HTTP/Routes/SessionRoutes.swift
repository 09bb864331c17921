internal import Authentication
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import PseudoTerminal
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol

/// `/api/v1/sessions`: lists them, makes them, shows and ends one.
struct SessionRoutes {
    var registry: SessionRegistry
    var authentication: BearerAuthentication
    var access: SessionAccess

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.resource(
            "sessions",
            [
                .get: authentication.required(takesQuery: true) { request, _, caller in try list(request, caller) },
                .post: authentication.required { request, _, caller in try await create(request, caller) },
            ])
        router.resource(
            "sessions/:id",
            [
                .get: authentication.required { request, context, caller in
                    show(try access.session(context, caller, to: .view), request)
                },
                .patch: authentication.required { request, context, caller in
                    try await edit(try access.session(context, caller, to: .manage), request, caller)
                },
                .delete: authentication.required { request, context, caller in
                    let session = try access.session(context, caller, to: .end)
                    guard SessionTag.allows(request.headers[.ifMatch], revision: session.summary().revision) else {
                        throw ErrorResponse.preconditionFailed
                    }
                    // Answered when nothing of the session is left, at most the five seconds of the ladder later.
                    await registry.end(session, by: caller.requester)
                    return Response(status: .noContent)
                },
            ])
    }

    private func list(_ request: Request, _ caller: Caller) throws -> Response {
        let target = try RequestTarget(request.head.path ?? "/")
        let fields = try QueryFields(target, SessionQuery.names, repeatable: SessionQuery.repeatable)
        let query = try SessionQuery(fields, for: try caller.identity)
        var (page, total) = query.select(from: registry)
        locate(&page)
        var response = Response(json: [
            "sessions": .array(page.map(\.json)), "total": JSONValue(total), "limit": JSONValue(query.limit),
            "offset": JSONValue(query.offset),
        ])
        let links = PageLinks.value(query: target.query, limit: query.limit, offset: query.offset, total: total)
        if let links { response.set("Link", links) }
        return response
    }

    /// Asks the system where shells are that do not tell. Of very many those that were made last matter.
    private func locate(_ page: inout [SessionSummary]) {
        let silent = page.indices.filter { page[$0].workingDirectory == nil && page[$0].status == .running }
        for index in silent.suffix(SessionQuery.askedDirectories) {
            page[index].workingDirectory = registry.session(page[index].id)?.processes.workingDirectory()
        }
    }

    private func create(_ request: Request, _ caller: Caller) async throws -> Response {
        let owner = try creator(caller)
        let fields = try await request.fields(of: SessionRequest.fields, named: "a session", isOptional: true)
        let wanted = try SessionRequest(fields)
        let session = try await registry.create(for: owner.userID, wanted, by: caller.requester)
        var response = answer(session, .created)
        response.headers[.location] = "/api/v1/sessions/\(session.id)"
        return response
    }

    private func show(_ session: Session, _ request: Request) -> Response {
        let response = answer(session)
        guard let etag = response.headers[.eTag], Conditional.matches(request.headers[.ifNoneMatch], etag: etag) else {
            return response
        }
        return Response(status: .notModified, headers: [.eTag: etag, .cacheControl: "no-store"])
    }

    private func edit(_ session: Session, _ request: Request, _ caller: Caller) async throws -> Response {
        let fields = try await request.fields(
            of: SessionEdit.fields, named: "a session that can be changed",
            mediaTypes: ["application/merge-patch+json", "application/json"])
        let ifMatch = request.headers[.ifMatch]
        let isDone = try session.edit(try SessionEdit(fields)) { SessionTag.allows(ifMatch, revision: $0) }
        guard isDone else { throw ErrorResponse.preconditionFailed }
        access.observer.observe(.acted(.edited(fields: fields.keys.sorted()), session, caller.requester))
        return answer(session)
    }

    /// The session object with its tag.
    private func answer(_ session: Session, _ status: HTTPResponse.Status = .ok) -> Response {
        let summary = session.summary()
        let object = session.object(summary).encoded()
        var response = Response(status, json: object)
        response.headers[.eTag] = SessionTag(revision: summary.revision, object: object).text
        return response
    }

    /// Who makes a session, if they may.
    private func creator(_ caller: Caller) throws -> Identity {
        let identity = try caller.identity
        guard identity.role != .viewer else {
            authentication.observer.observe(.denied(.control, caller.requester))
            throw ErrorBody(.forbidden, "Viewers may look at sessions, but not make them.")
        }
        return identity
    }
}
