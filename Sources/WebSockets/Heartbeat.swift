import NIOCore

/// When to ping, and when to give up. Any byte from the peer is a sign of life, not only its pongs: on a slow line
/// a pong can wait long behind what the peer was sending anyway.
struct Heartbeat: Sendable {
    enum Action: Sendable, Equatable {
        case ping
        /// Too many pings in a row were met with silence.
        case giveUp
    }

    /// When the next ping is due; nil before the connection has started.
    private(set) var due: NIODeadline?
    /// Pings in a row without a byte after them.
    private var missed = 0
    private var hasHeard = true
    private var isListening = true
    private let interval: TimeAmount
    private let maximumMissed: Int

    init(interval: TimeAmount, maximumMissed: Int) {
        self.interval = interval
        self.maximumMissed = maximumMissed
    }

    mutating func start(now: NIODeadline) { due = now + interval }

    /// The peer sent something.
    mutating func heard() {
        hasHeard = true
        missed = 0
    }

    /// Whether the socket is read. While it is not, silence proves nothing and is not counted.
    mutating func listen(_ isListening: Bool) {
        self.isListening = isListening
        heard()
    }

    /// Nil: it is not time yet.
    mutating func fired(now: NIODeadline) -> Action? {
        guard let due, now >= due else { return nil }
        if !hasHeard, isListening { missed += 1 }
        guard missed < maximumMissed else { return .giveUp }
        hasHeard = false
        self.due = now + interval
        return .ping
    }
}
