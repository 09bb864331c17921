internal import NIOHTTP1

/// What one exchange may take. Files are long and take long; nothing else does, so each route that carries them is named
/// here, and has its bound before anybody has read a byte of it.
struct ExchangeAllowance: Equatable, Sendable {
    /// Of the request's body.
    var bodyBytes = HTTPLimits.requestBodyBytes
    /// It may take as long as it moves on, and not `HTTPLimits.exchangeTimeout`.
    var isTransfer = false
    /// `limits.max_upload_bytes`, where that is what bounds it; nil: it is not.
    var uploadBytes: Int?

    init() {}

    /// - Parameters:
    ///   - path: decoded, and without the base path.
    ///   - maxUploadBytes: see `SessionLimits`.
    init(_ method: HTTPMethod, path: String, maxUploadBytes: Int) {
        let segments = path.split(separator: "/")
        guard segments.starts(with: ["api", "v1", "sessions"]), segments.count >= 5, segments[4] == "files" else {
            return
        }
        switch (method, segments.count) {
        case (.PUT, 5):
            bodyBytes = maxUploadBytes
        case (.POST, 5):
            bodyBytes = maxUploadBytes + HTTPLimits.formBytes
        case (.GET, 6) where segments[5] == "download":
            isTransfer = true
            return
        default:
            return
        }
        isTransfer = true
        uploadBytes = maxUploadBytes
    }

    /// What a body that is larger is answered with.
    var refusal: ErrorResponse {
        uploadBytes.map(ErrorResponse.uploadTooLarge) ?? .payloadTooLarge(limit: bodyBytes)
    }
}
