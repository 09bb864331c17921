internal import Authentication
internal import HTTPTypes
internal import Hummingbird
internal import Sessions

/// Finds out whose request this is, the same way for routes and for handshakes.
struct BearerAuthentication: Sendable {
    var authenticate: @Sendable (String) throws(TokenError) -> Identity
    /// Whether somebody whose token was good is still let in. The rules may have changed since.
    var isAllowed: @Sendable (Identity) -> Bool = { _ in true }
    var observer: any ServerObserver

    /// - Parameters:
    ///   - authorization: the value of `Authorization`; nil when there is none.
    ///   - requester: whose request this is, as far as that is known before.
    /// - Throws: the one answer to missing and bad tokens, or 403 to somebody who is known, and kept out.
    func identity(authorization: String?, of requester: Requester) throws(ErrorResponse) -> Identity {
        guard let token = authorization.flatMap(Authenticator.bearerToken(fromAuthorization:)) else {
            observer.observe(.authenticationFailed(.missing, requester))
            throw .unauthorized
        }
        do throws(TokenError) {
            return try identity(token: token, of: requester)
        } catch {
            throw ErrorResponse(error)
        }
    }

    func identity(token: String, of requester: Requester) throws(TokenError) -> Identity {
        do throws(TokenError) {
            let identity = try authenticate(token)
            observer.observe(.authenticated(identity, requester))
            return identity
        } catch {
            observer.observe(.authenticationFailed(.refused(error), requester))
            throw error
        }
    }

    /// A route that only those who are somebody reach.
    func required(
        _ handler: @escaping @Sendable (Request, BasicRequestContext, Caller) async throws -> Response
    ) -> RouteHandler {
        { request, context in
            var requester = Requester(request.headers)
            let identity = try identity(authorization: request.headers[.authorization], of: requester)
            requester.userID = identity.userID
            return try await handler(request, context, Caller(identity: identity, requester: requester))
        }
    }
}

/// Who calls a route.
struct Caller: Sendable {
    var identity: Identity
    var requester: Requester
}
