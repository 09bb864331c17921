internal import Authentication
internal import Multipart
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol
internal import Workspaces

/// An error as HTTP tells it. The only place where errors get a status.
struct ErrorResponse: Error, Sendable {
    /// 400 to 599; 308 for what is to be looked for elsewhere.
    var status: Int
    var body: ErrorBody
    /// Besides those that every answer has.
    var headers: [Header] = []

    typealias Header = (name: String, value: String)

    init(status: Int, _ code: ErrorCode, _ message: String, headers: [Header] = []) {
        self.status = status
        body = ErrorBody(code, message)
        self.headers = headers
    }

    /// The error with the status that its code has unless a rule of HTTP asks for another.
    init(_ body: ErrorBody) {
        self.body = body
        status =
            switch body.code {
            case .invalidRequest: 400
            case .unauthorized, .jwtInvalid, .jwtExpired: 401
            case .forbidden: 403
            case .notFound, .sessionNotFound: 404
            case .conflict: 409
            case .payloadTooLarge: 413
            case .validationError: 422
            case .quotaExceeded, .sessionLimitExceeded, .rateLimitExceeded: 429
            case .internalError: 500
            case .unavailable: 503
            }
        if status == 401 { headers.append(("WWW-Authenticate", "Bearer")) }
        if status == 429 || status == 503 { headers.append(("Retry-After", "30")) }
    }

    /// Whatever was thrown. What is not one of ours says nothing about itself to the client.
    init(_ error: any Error) {
        self =
            switch error {
            case let error as ErrorResponse: error
            case let error as ErrorBody: ErrorResponse(error)
            case let error as SessionError: ErrorResponse(ErrorBody(error))
            case let error as WorkspaceError: ErrorResponse(error)
            // Nobody will read it.
            case is BodyCutOff: .badRequest("The body ended before it was complete.")
            case let error as MultipartError:
                .badRequest("The form cannot be read: \(error).")
            case let error as TokenError where error.isForbidden:
                ErrorResponse(ErrorBody(.forbidden, "This user may not use this server."))
            case is TokenError: .unauthorized
            case let error as RateLimitExceeded: ErrorResponse(error)
            case AuthenticationRefusal.token(let error): ErrorResponse(error)
            case AuthenticationRefusal.limited(let error): ErrorResponse(error)
            case is AuthenticationRefusal: .unauthorized
            default: ErrorResponse(ErrorBody(.internalError, "The server failed to handle the request."))
            }
    }

    init(_ error: RateLimitExceeded) {
        self.init(error.body)
        headers = error.headers
    }

    init(_ error: WorkspaceError) {
        self.init(ErrorBody(error))
        switch error {
        case .quota(let quota, _, _):
            // When others are done there is room.
            if quota == .uploads { break }
            status = quota == .file ? 413 : 507
            // To try again later does not help: something has to go first.
            headers = []
        case .changed:
            status = 412
        default:
            break
        }
    }

    /// `{"error":{"code","message","details"}}`
    var json: [UInt8] { body.envelope.encoded() }
}

extension ErrorResponse {
    /// The one answer to a missing and to a bad token alike, so that it tells nobody what was wrong with a guess.
    static let unauthorized = ErrorResponse(
        ErrorBody(.unauthorized, "A valid bearer token is required."))

    static let notFound = ErrorResponse(ErrorBody(.notFound, "There is nothing at this path."))

    static let draining = ErrorResponse(ErrorBody(.unavailable, "The server is shutting down."))

    static func badRequest(_ message: String) -> ErrorResponse {
        ErrorResponse(status: 400, .invalidRequest, message)
    }

    static func payloadTooLarge(limit: Int) -> ErrorResponse {
        ErrorResponse(status: 413, .payloadTooLarge, "The body of a request may have \(limit) bytes.")
    }

    /// - Parameter limit: `limits.max_upload_bytes`.
    static func uploadTooLarge(limit: Int) -> ErrorResponse {
        var response = ErrorResponse(WorkspaceError.quota(.file, used: 0, limit: limit))
        // How much there would have been is not known.
        response.body.details["used"] = nil
        return response
    }

    /// `If-None-Match: *` does not hold.
    static var fileIsThere: ErrorResponse {
        var response = ErrorResponse(WorkspaceError.exists)
        response.status = 412
        return response
    }

    /// - Parameter allowed: the methods that the path has.
    static func methodNotAllowed(_ allowed: [String]) -> ErrorResponse {
        ErrorResponse(
            status: 405, .invalidRequest, "This path has only \(allowed.joined(separator: ", ")).",
            headers: [("Allow", allowed.joined(separator: ", "))])
    }

    /// A handshake that is no WebSocket handshake of the version we speak.
    static func upgradeRequired(_ message: String) -> ErrorResponse {
        ErrorResponse(
            status: 426, .invalidRequest, message,
            headers: [("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")])
    }
}
