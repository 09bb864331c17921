internal import Authentication
internal import HTTPTypes
internal import Hummingbird

/// Finds out whose request this is, the same way for routes and for handshakes.
struct BearerAuthentication: Sendable {
    var authenticate: @Sendable (String) throws(TokenError) -> Identity

    /// - Parameter authorization: the value of `Authorization`; nil when there is none.
    /// - Throws: the one answer to missing and bad tokens, or 403 to somebody who is known, and kept out.
    func identity(authorization: String?) throws(ErrorResponse) -> Identity {
        guard let token = authorization.flatMap(Authenticator.bearerToken(fromAuthorization:)) else {
            throw .unauthorized
        }
        do throws(TokenError) {
            return try authenticate(token)
        } catch {
            throw ErrorResponse(error)
        }
    }

    /// A route that only those who are somebody reach.
    func required(
        _ handler: @escaping @Sendable (Request, BasicRequestContext, Identity) async throws -> Response
    ) -> RouteHandler {
        { request, context in
            try await handler(request, context, try identity(authorization: request.headers[.authorization]))
        }
    }
}
