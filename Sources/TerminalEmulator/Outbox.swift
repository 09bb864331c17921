/// What the emulator has to say and nobody has taken yet.
struct Outbox: Sendable {
    /// Answers to queries, for the program's input.
    var replies: [UInt8] = []
    /// How many more answers this `feed` may give.
    var repliesLeft = 0
    var effects = TerminalEffects()

    var memoryBytes: Int { replies.capacity + (effects.clipboard?.data.capacity ?? 0) }
}

extension TerminalEmulator {
    /// Hands over the answers to queries, to be written to the program's input.
    public mutating func takeReplies() -> [UInt8] {
        guard !outbox.replies.isEmpty else { return [] }
        let replies = outbox.replies
        outbox.replies = []
        return replies
    }

    /// Hands over what happened since the last call.
    public mutating func takeEffects() -> TerminalEffects {
        let effects = outbox.effects
        outbox.effects = TerminalEffects()
        return effects
    }

    /// Answers a query, if there is room. `text` is made of the model's own numbers and words, never of text from the
    /// output: a program that prints a query must not be able to choose what is typed.
    mutating func reply(_ text: String) {
        guard outbox.repliesLeft > 0, outbox.replies.count + text.utf8.count <= limits.replyBytes else { return }
        outbox.repliesLeft -= 1
        outbox.replies.append(contentsOf: text.utf8)
    }
}
