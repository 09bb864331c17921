internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// Turns what a route throws into the answer that an error has everywhere.
struct ErrorMiddleware: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await answer(request, context, next)
        if let route = context.endpointPath, route != Self.noRoute, let name = HTTPField.Name(RequestTrace.route) {
            response.headers[name] = route
        }
        return response
    }

    /// What the router calls the route of a path that has none.
    private static let noRoute = "NotFound"

    private func answer(
        _ request: Request, _ context: BasicRequestContext,
        _ next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as NoticedError {
            var response = try answer(request, to: error.cause)
            response.set(error.notice.name, error.notice.value)
            return response
        } catch {
            return try answer(request, to: error)
        }
    }

    private func answer(_ request: Request, to error: any Error) throws -> Response {
        switch error {
        // The guard has answered, and the connection ends.
        case let error as HTTPParserError: throw error
        case is NIOTooManyBytesError: return Response(.payloadTooLarge(limit: HTTPLimits.requestBodyBytes))
        case let error as HTTPError where error.status == .notFound: return Response(.notFound)
        default: break
        }
        let response = ErrorResponse(error)
        if response.status == 500 {
            logger.error("a request failed", metadata: ["error": "\(error)", "method": "\(request.method)"])
        }
        return Response(response)
    }
}
