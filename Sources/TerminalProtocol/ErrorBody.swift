/// The codes of errors, the same over REST and WebSocket.
public enum ErrorCode: String, Sendable, CaseIterable {
    case invalidRequest = "INVALID_REQUEST"
    case unauthorized = "UNAUTHORIZED"
    case jwtInvalid = "JWT_INVALID"
    case jwtExpired = "JWT_EXPIRED"
    case forbidden = "FORBIDDEN"
    case notFound = "NOT_FOUND"
    case sessionNotFound = "SESSION_NOT_FOUND"
    case conflict = "CONFLICT"
    case validationError = "VALIDATION_ERROR"
    case payloadTooLarge = "PAYLOAD_TOO_LARGE"
    case quotaExceeded = "QUOTA_EXCEEDED"
    case sessionLimitExceeded = "SESSION_LIMIT_EXCEEDED"
    case rateLimitExceeded = "RATE_LIMIT_EXCEEDED"
    case internalError = "INTERNAL_ERROR"
    case unavailable = "UNAVAILABLE"
}

/// What went wrong, in a form that programs and people can read: `{"code", "message", "details"}`.
public struct ErrorBody: Error, Sendable, Equatable {
    public var code: ErrorCode
    /// A sentence that names what is wrong.
    public var message: String
    /// Further figures by name, such as `field` or `limit`.
    public var details: [String: String]

    public init(_ code: ErrorCode, _ message: String, details: [String: String] = [:]) {
        self.code = code
        self.message = message
        self.details = details
    }
}

/// WebSocket close codes that the server sends.
public enum CloseCode: UInt16, Sendable {
    case normal = 1000
    case goingAway = 1001
    case protocolError = 1002
    case unsupportedData = 1003
    case invalidPayload = 1007
    case policyViolation = 1008
    case messageTooBig = 1009
    case internalError = 1011
    case authenticationFailed = 4000
    case expired = 4001
    case rateLimited = 4002
    case forbidden = 4003
    case noSuchSession = 4004
}
