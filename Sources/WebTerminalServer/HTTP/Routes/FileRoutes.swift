internal import HTTPTypes
internal import Hummingbird
internal import Multipart
internal import NIOCore
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol
internal import Workspaces

/// `/api/v1/sessions/{id}/files`: what is in the workspace of a session. Nothing here looks at a path itself: what leads
/// out of the workspace is the kernel's business.
struct FileRoutes {
    var authentication: BearerAuthentication
    var access: SessionAccess

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.resource(
            "sessions/:id/files",
            [
                .get: route(.readFiles, show), .put: route(.writeFiles, put), .post: route(.writeFiles, post),
                .patch: route(.writeFiles, move), .delete: route(.writeFiles, delete),
            ])
        router.resource("sessions/:id/files/download", [.get: route(.readFiles, download)])
        router.resource("sessions/:id/disk-usage", [.get: route(.readFiles, usage)])
    }

    private typealias Handler = @Sendable (Request, FileCall) async throws -> Response

    /// Whose files, and who wants something of them.
    private struct FileCall: Sendable {
        var session: Session
        var workspace: Workspace
        var requester: Requester
        var observer: any ServerObserver

        func did(_ action: SessionAction) { observer.observe(.acted(action, session, requester)) }
    }

    private func route(_ operation: SessionOperation, _ handler: @escaping Handler) -> RouteHandler {
        authentication.required(takesQuery: true) { request, context, caller in
            let session = try access.session(context, caller, to: operation)
            guard let workspace = session.workspace else {
                throw ErrorBody(.notFound, "This session has no files.")
            }
            let call = FileCall(
                session: session, workspace: workspace, requester: caller.requester, observer: access.observer)
            return try await handler(request, call)
        }
    }

    @Sendable private func show(
        _ request: Request, _ call: FileCall
    ) async throws -> Response {
        let query = try FileQuery(request.head.path ?? "/", ["path", "limit", "offset"])
        let (entry, listing) = try await WorkspaceThreads.list { () throws(WorkspaceError) in
            try Self.look(at: query, in: call.workspace)
        }
        var members = entry.members
        if let listing {
            members["entries"] = .array(listing.entries.map(\.json))
            members["total"] = JSONValue(listing.total)
            members["limit"] = JSONValue(query.limit)
            members["offset"] = JSONValue(query.offset)
            members["complete"] = .bool(listing.isComplete)
        }
        var response = Response(json: .object(members))
        if entry.kind == .file { response.headers[.eTag] = entry.etag }
        return response
    }

    /// What is there, and what is in it if it is a directory, or a link that leads to one.
    private static func look(
        at query: FileQuery, in workspace: Workspace
    ) throws(WorkspaceError) -> (entry: WorkspaceEntry, listing: WorkspaceListing?) {
        let entry = try workspace.entry(query.path)
        guard entry.kind == .directory || entry.kind == .link else { return (entry, nil) }
        do throws(WorkspaceError) {
            return (entry, try workspace.list(query.path, offset: query.offset, limit: query.limit))
        } catch {
            // A link to a file, to nowhere, or out, is shown as such.
            guard entry.kind == .link else { throw error }
            return (entry, nil)
        }
    }

    @Sendable private func put(
        _ request: Request, _ call: FileCall
    ) async throws -> Response {
        let query = try FileQuery(request.head.path ?? "/", ["path", "type", "overwrite", "parents"])
        if query.isDirectory {
            let entry = try await WorkspaceThreads.transfer { () throws(WorkspaceError) in
                try call.workspace.makeDirectory(query.path, parents: query.parents)
            }
            call.did(.madeDirectory(path: entry.path.description))
            return created(entry.json, at: entry.path, call)
        }
        // RFC 9110, 14.5: who sends a part and is not refused would find it in place of the whole.
        guard request.headers[.contentRange] == nil else {
            throw ErrorResponse.badRequest("A file is written as a whole: Content-Range has no place in a PUT.")
        }
        let digest = try ContentDigest.sha256(request.headers)
        let version = try Self.version(request.headers)
        let isNewOnly = request.headers[.ifNoneMatch] == "*"
        let overwrites = (query.overwrite ?? true) && !isNewOnly
        let length = request.headers[.contentLength].flatMap { Int($0) }
        let result: WorkspaceUploadResult
        do {
            let upload = try await WorkspaceThreads.transfer { () throws(WorkspaceError) in
                try call.workspace.upload(to: query.path, bytes: length, overwrites: overwrites, parents: query.parents)
            }
            var writer = FileWriter(upload)
            try await Self.read(request) { try await writer.write($0) }
            try await writer.flush()
            result = try await WorkspaceThreads.transfer { () throws(WorkspaceError) in
                try upload.finish(sha256: digest, replacing: version)
            }
        } catch WorkspaceError.exists where isNewOnly {
            throw ErrorResponse.fileIsThere
        }
        call.did(result.action)
        var response =
            result.isNew
            ? created(result.json, at: query.path, call) : Response(json: result.json)
        response.headers[.eTag] = result.entry.etag
        return response
    }

    @Sendable private func post(
        _ request: Request, _ call: FileCall
    ) async throws -> Response {
        let query = try FileQuery(request.head.path ?? "/", ["path", "overwrite"])
        guard let boundary = request.headers[.contentType].flatMap(MultipartBoundary.init) else {
            throw ErrorResponse(
                status: 415, .invalidRequest,
                "The body has to be multipart/form-data with a boundary. PUT takes raw bytes.")
        }
        var form = FormUpload(
            call.workspace, to: query.path, overwrites: query.overwrite ?? false, boundary: boundary)
        try await Self.read(request) { try await form.read($0) }
        let results = try await form.finish()
        for result in results { call.did(result.action) }
        return Response(.created, json: ["files": .array(results.map(\.json))])
    }

    @Sendable private func move(
        _ request: Request, _ call: FileCall
    ) async throws -> Response {
        let query = try FileQuery(request.head.path ?? "/", ["path"])
        let fields = try await request.fields(of: ["path", "overwrite"], named: "a move")
        guard let text = fields["path"]?.stringValue else {
            throw ErrorBody(.validationError, "path, a text, says where to.", details: ["field": "path"])
        }
        let overwrites: Bool
        switch fields["overwrite"] {
        case nil: overwrites = false
        case .bool(let value)?: overwrites = value
        default: throw ErrorBody(.validationError, "overwrite is true or false.", details: ["field": "overwrite"])
        }
        let target = try WorkspacePath(text)
        let entry = try await WorkspaceThreads.transfer { () throws(WorkspaceError) in
            try call.workspace.move(query.path, to: target, overwrites: overwrites)
        }
        call.did(.moved(path: query.path.description, target: target.description))
        return Response(json: entry.json)
    }

    @Sendable private func delete(
        _ request: Request, _ call: FileCall
    ) async throws -> Response {
        let query = try FileQuery(request.head.path ?? "/", ["path", "recursive"])
        try await WorkspaceThreads.transfer { () throws(WorkspaceError) in
            try call.workspace.delete(query.path, recursively: query.recursive)
        }
        call.did(.deleted(path: query.path.description, isRecursive: query.recursive))
        return Response(status: .noContent)
    }

    @Sendable private func download(
        _ request: Request, _ call: FileCall
    ) async throws -> Response {
        let query = try FileQuery(request.head.path ?? "/", ["path"])
        let file = try await WorkspaceThreads.transfer { () throws(WorkspaceError) in
            try call.workspace.open(query.path)
        }
        let response = try FileDownload(file: file).response(request)
        if request.method == .get, response.status == .ok || response.status == .partialContent {
            call.did(.downloaded(path: file.entry.path.description, bytes: response.body.contentLength ?? 0))
        }
        return response
    }

    @Sendable private func usage(
        _ request: Request, _ call: FileCall
    ) async throws -> Response {
        _ = try FileQuery(request.head.path ?? "/", [])
        let usage = try await WorkspaceThreads.walk { () throws(WorkspaceError) in call.workspace.usage() }
        return Response(json: usage.json)
    }

    // MARK: -

    private func created(_ json: JSONValue, at path: WorkspacePath, _ call: FileCall) -> Response {
        var response = Response(.created, json: json)
        response.headers[.location] =
            "/api/v1/sessions/\(call.session.id)/files?path=\(ContentDisposition.percentEncoded(path.description))"
        return response
    }

    /// Hands on the body piece by piece. Each is done with before the next is taken from the socket.
    private static func read(_ request: Request, _ take: (ByteBuffer) async throws -> Void) async throws {
        for try await piece in request.body {
            try Standing.check()
            try await take(piece)
        }
        try Standing.check()
    }

    /// The version that `If-Match` names; nil: any, which is not what `*` means when there is nothing.
    private static func version(_ headers: HTTPFields) throws(ErrorBody) -> String? {
        guard let tag = headers[.ifMatch] else { return nil }
        guard tag.count > 2, tag.hasPrefix("\""), tag.hasSuffix("\"") else {
            throw ErrorBody(.validationError, "If-Match is the one ETag of the file.", details: ["field": "If-Match"])
        }
        return String(tag.dropFirst().dropLast())
    }
}

extension WorkspaceUploadResult {
    fileprivate var action: SessionAction {
        .uploaded(path: entry.path.description, bytes: entry.bytes, isNew: isNew)
    }
}
