internal import HTTPTypes
internal import Hummingbird

/// Everything that no other route has: the files of the page.
struct PageRoutes {
    var source: any PageSource

    func add(to router: some RouterMethods<BasicRequestContext>) {
        let serve: RouteHandler = { [source] request, _ in
            let path = PagePath(try RequestTarget(request.head.path ?? "/").path)
            guard let file = await source.file(at: path.file) else { throw ErrorResponse.notFound }
            // A page of another version, open since before an update or from another server, gets what there is.
            let isForGood = path.version != nil && path.version == source.version
            return Self.answer(request.headers, file, isForGood: isForGood)
        }
        router.resource("/", [.get: serve])
        router.on("**", method: .get, use: serve)
        router.on("**", method: .head, use: serve)
    }

    /// The file, in the form that a client takes, or that it has it already.
    ///
    /// - Parameters:
    ///   - request: its headers.
    ///   - isForGood: whether the address will never stand for anything else.
    static func answer(_ request: HTTPFields, _ file: PageFile, isForGood: Bool = false) -> Response {
        let compressed = file.gzip.flatMap { Conditional.acceptsGzip(request[.acceptEncoding]) ? $0 : nil }
        // The same in meaning but not in bytes, which is what a weak tag says.
        let etag = compressed == nil ? file.etag : "W/" + file.etag
        // To be asked each time costs one short round trip, and no browser mixes files of two versions.
        let lifetime = isForGood ? "public, max-age=31536000, immutable" : "no-cache"
        var headers: HTTPFields = [.eTag: etag, .cacheControl: lifetime]
        if file.gzip != nil { headers[.vary] = "Accept-Encoding" }
        if Conditional.matches(request[.ifNoneMatch], etag: file.etag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = file.contentType
        if compressed != nil { headers[.contentEncoding] = "gzip" }
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: (compressed ?? file.identity)()))
    }
}
