internal import NIOCore

/// The bounds of what a client may send over HTTP, and of how long it may take.
enum HTTPLimits {
    /// One header field, or the request target. A token of 8 KiB fits behind `Authorization: Bearer `.
    static let headerFieldBytes = 8 * 1024 + 64
    /// All header fields of a request together.
    static let headerListBytes = 64 * 1024
    /// Header fields of a request, trailers included.
    static let headerFieldCount = 200
    /// The body of a request.
    static let requestBodyBytes = 64 * 1024

    /// From the connect to the end of the TLS handshake.
    static let handshakeTimeout = TimeAmount.seconds(10)
    /// From the first byte of a request to the end of its head.
    static let headTimeout = TimeAmount.seconds(8)
    /// From the end of an exchange, or from the connect, to the first byte of the next request.
    static let idleTimeout = TimeAmount.seconds(60)
    /// From a request's head to the last byte of the answer.
    static let exchangeTimeout = TimeAmount.seconds(120)
    /// What the parts of a form take besides the files in it.
    static let formBytes = 1024 * 1024
    /// For how long nothing may move while a file is sent or received.
    static let transferStallTimeout = TimeAmount.seconds(60)
    /// How fast a file has to move on the whole, in bytes a second, once `exchangeTimeout` is over.
    static let transferBytesPerSecond: Int64 = 4096
    /// For how long a connection that has got its last answer is still read. To close a socket that has unread
    /// bytes sends a reset, and a reset can overtake the answer.
    static let lingerTimeout = TimeAmount.seconds(1)

    /// What the kernel may hold unsent of a WebSocket's bytes.
    static let notSentLowWaterBytes = 64 * 1024
    /// What one turn of the event loop reads of a WebSocket. Tiny frames are what costs most for their bytes: as many
    /// as fit are handled before other sockets have their turn.
    static let webSocketReadBytes = 2 * 1024
    /// Queued bytes at which a WebSocket's channel calls itself not writable, and writable again.
    static let writeBufferBytes = ChannelOptions.Types.WriteBufferWaterMark(low: 32 * 1024, high: 64 * 1024)
}
