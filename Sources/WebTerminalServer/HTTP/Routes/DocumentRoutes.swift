internal import Hummingbird

/// `/openapi.json`, the description of the API, and `/docs`, the same for people. Both are in the binary, whatever page
/// the settings name, and need no token: they say nothing of this server that its source does not.
struct DocumentRoutes {
    private let files = EmbeddedPage()

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.resource("openapi.json", [.get: file { _ in "openapi.json" }])
        router.resource("docs", [.get: file { _ in "index.html" }])
        // Relative to the page, which knows no base path.
        router.resource("docs/:file", [.get: file { $0.parameters.get("file") ?? "" }])
    }

    private func file(_ name: @escaping @Sendable (BasicRequestContext) -> String) -> RouteHandler {
        { [files] request, context in
            guard let file = await files.file(at: "/reference/" + name(context)) else { throw ErrorResponse.notFound }
            return PageRoutes.answer(request.headers, file)
        }
    }
}

extension TerminalServer {
    /// The paths of all routes, with parameters as the document writes them: `/api/v1/sessions/{id}`.
    var routes: Set<String> {
        Set(
            router().routes.map { route in
                route.path.description.split(separator: "/").map { part in
                    part.hasPrefix(":") ? "{\(part.dropFirst())}" : String(part)
                }.reduce("") { "\($0)/\($1)" }
            })
    }
}
