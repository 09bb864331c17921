internal import HTTPTypes
internal import Hummingbird

typealias RouteHandler = @Sendable (Request, BasicRequestContext) async throws -> Response

extension RouterMethods where Context == BasicRequestContext {
    /// Adds a path with all that it answers: the methods given, HEAD where there is GET (the guard leaves out the
    /// body), and to every other method 405 with the list of those.
    func resource(_ path: RouterPath, _ handlers: KeyValuePairs<HTTPRequest.Method, RouteHandler>) {
        var allowed: [HTTPRequest.Method] = []
        for (method, handler) in handlers {
            on(path, method: method, use: handler)
            allowed.append(method)
            guard method == .get else { continue }
            on(path, method: .head, use: handler)
            allowed.append(.head)
        }
        let names = allowed.map(\.rawValue)
        for method in Self.methods where !allowed.contains(method) {
            on(path, method: method) { _, _ -> Response in throw ErrorResponse.methodNotAllowed(names) }
        }
    }

    /// Those that the guard lets pass.
    private static var methods: [HTTPRequest.Method] { [.get, .head, .post, .put, .patch, .delete, .options] }
}
