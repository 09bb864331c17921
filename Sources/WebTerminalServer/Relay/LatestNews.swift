import TerminalProtocol

/// What a client should know when its socket takes messages again. Of each kind only the newest is kept, and of files that
/// are offered a few, so a client that never reads costs no memory however much happens.
struct LatestNews {
    /// Offers that are kept.
    static let offers = 8

    private var kept: [ServerMessage] = []

    mutating func keep(_ message: ServerMessage) {
        kept.removeAll { Self.replaces(message, $0) }
        kept.append(message)
        if Self.isOffer(message), kept.count(where: Self.isOffer) > Self.offers,
            let oldest = kept.firstIndex(where: Self.isOffer)
        {
            kept.remove(at: oldest)
        }
    }

    /// The client has left its session: what was to be said of that is of no use any more.
    mutating func leaveSession() {
        kept.removeAll { if case .warning = $0 { false } else { true } }
    }

    mutating func take() -> [ServerMessage] {
        defer { kept = [] }
        return kept
    }

    private static func replaces(_ new: ServerMessage, _ old: ServerMessage) -> Bool {
        switch (new, old) {
        case (.resized, .resized), (.viewers, .viewers), (.warning, .warning), (.commandStarted, .commandStarted),
            (.commandFinished, .commandFinished), (.cwdChanged, .cwdChanged), (.title, .title), (.bell, .bell):
            true
        case (.downloadOffered(let new, _, _), .downloadOffered(let old, _, _)): new == old
        default: false
        }
    }

    private static func isOffer(_ message: ServerMessage) -> Bool {
        if case .downloadOffered = message { true } else { false }
    }
}
