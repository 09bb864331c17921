internal import Authentication
internal import Sessions
internal import TerminalProtocol

/// Who calls a route.
struct Caller: Sendable {
    var principal: Principal
    var requester: Requester

    /// The user who calls, for what is not about one session.
    ///
    /// - Throws: 403 for the bearer of a share, who is nobody in particular.
    var identity: Identity {
        get throws(ErrorResponse) {
            guard let identity = principal.identity else { throw ErrorResponse(Self.linksReachOneSession) }
            return identity
        }
    }

    private static let linksReachOneSession = ErrorBody(
        .forbidden, "A link to a session is good for that session only.")
}
