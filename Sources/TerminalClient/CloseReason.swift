internal import TerminalProtocol

/// What the end of a WebSocket means, as an error.
enum CloseReason {
    static func error(code: UInt16?, reason: String) -> ClientError {
        guard let code else { return .cutOff }
        let refusal: String
        switch CloseCode(rawValue: code) {
        case .authenticationFailed: refusal = "UNAUTHORIZED"
        case .expired: refusal = "JWT_EXPIRED"
        case .forbidden: refusal = "FORBIDDEN"
        case .noSuchSession: refusal = "SESSION_NOT_FOUND"
        case .rateLimited: refusal = "RATE_LIMIT_EXCEEDED"
        case .goingAway: refusal = "UNAVAILABLE"
        case .normal, .protocolError, .unsupportedData, .invalidPayload, .policyViolation, .messageTooBig,
            .internalError, nil:
            refusal = ""
        }
        let sentence = reason.isEmpty ? "the server ended the connection (\(code))" : reason
        return .refused(APIError(code: refusal, message: sentence))
    }
}
