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
    /// Nil: nobody can be too fast.
    var limits: RequestLimits?
    /// Knows the secrets of shares; nil: there are none.
    var sharing: Sharing?
    /// In seconds since 1970.
    var now: @Sendable () -> Int64 = { Int64(Clocks.system.wall()) }

    /// - Parameters:
    ///   - authorization: the value of `Authorization`; nil when there is none.
    ///   - requester: whose request this is, as far as that is known before.
    /// - Throws: the one answer to missing and bad tokens, or 403 to somebody who is known, and kept out.
    func principal(authorization: String?, of requester: Requester) throws(ErrorResponse) -> Principal {
        guard let token = authorization.flatMap(Authenticator.bearerToken(fromAuthorization:)) else {
            observer.observe(.authenticationFailed(.missing, requester))
            throw .unauthorized
        }
        do throws(AuthenticationRefusal) {
            return try principal(token: token, of: requester)
        } catch {
            throw ErrorResponse(error)
        }
    }

    /// - Parameter token: a JWT, or the secret of a share, which cannot be mistaken for one.
    func principal(token: String, of requester: Requester) throws(AuthenticationRefusal) -> Principal {
        do throws(AuthenticationRefusal) {
            let principal =
                token.hasPrefix(ShareSecret.prefix)
                ? Principal.share(try share(token, requester)) : .user(try user(token, requester))
            try limited { () throws(RateLimitExceeded) in try limits?.request(by: principal, requester) }
            return principal
        } catch {
            // A good token is good wherever it comes from: others may share the address with somebody who guesses.
            if error.isGuess { try limited { () throws(RateLimitExceeded) in try limits?.guess(by: requester) } }
            if let failure = error.failure { observer.observe(.authenticationFailed(failure, requester)) }
            throw error
        }
    }

    private func user(_ token: String, _ requester: Requester) throws(AuthenticationRefusal) -> Identity {
        do throws(TokenError) {
            let identity = try authenticate(token)
            observer.observe(.authenticated(identity, requester))
            return identity
        } catch {
            throw .token(error)
        }
    }

    private func share(_ secret: String, _ requester: Requester) throws(AuthenticationRefusal) -> SharePass {
        guard let pass = ShareSecret(secret).flatMap({ sharing?.pass(for: $0, of: requester) }) else { throw .share }
        return pass
    }

    private func limited(_ check: () throws(RateLimitExceeded) -> Void) throws(AuthenticationRefusal) {
        do throws(RateLimitExceeded) {
            try check()
        } catch {
            throw .limited(error)
        }
    }

    /// A route that only those reach who have shown something: `Caller.identity` keeps the bearers of shares out.
    ///
    /// - Parameter takesQuery: whether the handler looks at the query. If it does not, there must be none: a slip of the
    ///   pen is not ignored.
    func required(
        takesQuery: Bool = false,
        _ handler: @escaping @Sendable (Request, BasicRequestContext, Caller) async throws -> Response
    ) -> RouteHandler {
        { request, context in
            var requester = Requester(request.headers)
            let principal = try principal(authorization: request.headers[.authorization], of: requester)
            requester.become(principal)
            let caller = Caller(principal: principal, requester: requester)
            let answer = { @Sendable () async throws -> Response in
                try await Standing.$current.withValue(standing(of: principal)) {
                    if !takesQuery { _ = try request.query([]) }
                    return try await handler(request, context, caller)
                }
            }
            return try await announcingExpiry(of: principal, answer)
        }
    }

    /// Answers somebody who is known. Every answer says how long the token is good when that is not long, errors no less:
    /// so programs get a fresh one in time.
    func announcingExpiry(
        of principal: Principal, _ answer: () async throws -> Response
    ) async throws -> Response {
        guard let notice = expiryNotice(principal) else { return try await answer() }
        do {
            var response = try await answer()
            response.set(notice.name, notice.value)
            return response
        } catch {
            throw NoticedError(cause: error, notice: notice)
        }
    }

    private func standing(of principal: Principal) -> Standing {
        switch principal {
        case .user(let identity):
            Standing { isAllowed(identity) ? nil : ErrorResponse(TokenError.notAllowed) }
        case .share(let pass):
            Standing(sharedSession: pass.sessionID) { sharing?.isGood(pass) == true ? nil : .unauthorized }
        }
    }

    private func expiryNotice(_ principal: Principal) -> ErrorResponse.Header? {
        let seconds = principal.expiresAt - now()
        guard seconds <= Self.noticeSeconds else { return nil }
        return ("X-Token-Expires-In", "\(max(0, seconds))")
    }

    /// From when on answers say that a token is about to expire, in seconds.
    private static let noticeSeconds: Int64 = 300
}

extension Requester {
    /// It is known now who that is.
    mutating func become(_ principal: Principal) {
        userID = principal.userID
        shareID = principal.share?.id
    }
}
