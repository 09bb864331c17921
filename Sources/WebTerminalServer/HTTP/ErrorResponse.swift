internal import Authentication
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol

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
            case let error as TokenError where error.isForbidden:
                ErrorResponse(ErrorBody(.forbidden, "This user may not use this server."))
            case is TokenError: .unauthorized
            default: ErrorResponse(ErrorBody(.internalError, "The server failed to handle the request."))
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
