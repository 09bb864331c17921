import TerminalProtocol

/// What a client should know when its socket takes messages again. Of each kind only the newest is kept, so a
/// client that never reads costs no memory however much happens.
struct LatestNews {
    private var kept: [ServerMessage] = []

    mutating func keep(_ message: ServerMessage) {
        kept.removeAll { Self.replaces(message, $0) }
        kept.append(message)
    }

    mutating func take() -> [ServerMessage] {
        defer { kept = [] }
        return kept
    }

    private static func replaces(_ new: ServerMessage, _ old: ServerMessage) -> Bool {
        switch (new, old) {
        case (.resized, .resized), (.viewers, .viewers), (.warning, .warning): true
        default: false
        }
    }
}
