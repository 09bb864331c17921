internal import RateLimits

/// How much one WebSocket has sent lately. Times are monotonic, in nanoseconds.
struct ConnectionRates {
    private var messages: RateBucket
    private var bytes: RateBucket

    init(now: Int64) {
        messages = RateBucket(now: now)
        bytes = RateBucket(now: now)
    }

    /// A message of so many bytes has come. What it is too much of, or nil.
    mutating func received(
        bytes count: Int, _ rates: (messages: Rate, bytes: Rate), now: Int64
    ) -> RateLimitExceeded? {
        if let refusal = messages.take(1, at: rates.messages, now: now).refusal {
            return RateLimitExceeded(kind: .messagesPerConnection, refusal: refusal)
        }
        if let refusal = bytes.take(count, at: rates.bytes, now: now).refusal {
            return RateLimitExceeded(kind: .bytesPerConnection, refusal: refusal)
        }
        return nil
    }
}
