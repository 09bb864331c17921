/// Finds keystrokes whose echo can be timed: from the moment that a viewer's input is accepted to the moment that the
/// session's next output has been handed to its viewers. Times are monotonic, in nanoseconds.
///
/// It does not know what an echo is. It takes the next output for one, and so looks only where that is likely: at a few
/// typed bytes, while the session prints nothing else. What it measures is the terminal, the program that answers and
/// this server's own way there and back; neither the network nor the browser. A program that thinks before it answers
/// counts with the time it thinks.
struct EchoProbe: Sendable {
    /// A paste is no keystroke. The longest sequences that keys send have some dozen bytes.
    static let keystrokeBytes = 32
    /// Output within this time before a keystroke means that the session prints by itself.
    static let quiet: Int64 = 10_000_000
    /// What comes later is no echo: the program kept silent, as when a password is typed.
    static let patience: Int64 = 1_000_000_000

    private var lastOutput = Int64.min
    private var typedAt: Int64?

    /// A viewer typed. Of several keystrokes before the next output, the first one counts.
    mutating func typed(_ bytes: Int, now: Int64) {
        if let typedAt, now - typedAt <= Self.patience { return }
        let isQuiet = lastOutput == .min || now - lastOutput >= Self.quiet
        typedAt = isQuiet && (1...Self.keystrokeBytes).contains(bytes) ? now : nil
    }

    /// The session printed. When the keystroke was typed that this is the echo of; nil: of none.
    mutating func printed(now: Int64) -> Int64? {
        lastOutput = now
        guard let typedAt = typedAt.take(), now - typedAt <= Self.patience else { return nil }
        return typedAt
    }
}
