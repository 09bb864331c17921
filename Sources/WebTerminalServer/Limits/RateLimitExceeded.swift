internal import RateLimits
internal import TerminalProtocol

/// Somebody is to come back later.
struct RateLimitExceeded: Error {
    var kind: LimitKind
    var refusal: RateRefusal

    /// What a person or program is told of it, over REST and WebSocket alike.
    var body: ErrorBody {
        ErrorBody(
            .rateLimitExceeded, "\(sentence) Try again in \(retryAfter) s.",
            details: ["scope": kind.rawValue, "retry_after_seconds": retryAfter])
    }

    /// The headers of an answer 429.
    var headers: [ErrorResponse.Header] {
        [
            ("Retry-After", retryAfter), ("X-RateLimit-Limit", String(refusal.limit)),
            ("X-RateLimit-Remaining", String(refusal.remaining)),
            ("X-RateLimit-Reset", Self.whole(refusal.resetSeconds)),
        ]
    }

    private var sentence: String {
        switch kind {
        case .requestsPerAddress: "Too many requests come from this address."
        case .requestsPerUser: "Too many requests are made with this user's tokens."
        case .failedTokens: "Too many bad tokens came from this address."
        case .messagesPerConnection: "Too many messages came on this connection."
        case .bytesPerConnection: "Too much was sent on this connection."
        case .sessionsTotal, .sessionsPerUser, .viewersPerSession, .sharesPerSession: "There are too many."
        }
    }

    private var retryAfter: String { Self.whole(refusal.retryAfterSeconds) }

    /// Whole seconds, at least one, so that nobody is told to come back at once.
    private static func whole(_ seconds: Double) -> String { String(max(1, Int(seconds.rounded(.up)))) }
}

extension RateVerdict {
    var refusal: RateRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}
