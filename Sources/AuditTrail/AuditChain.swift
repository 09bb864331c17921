internal import StrictJSON

/// Numbers events and links each to the one before. No clock, no file.
struct AuditChain: Sendable {
    /// Where a chain stands.
    struct Head: Sendable, Equatable {
        var sequence: UInt64
        var hash: AuditHash
    }

    private(set) var head: Head
    /// Events since `head` that have a number but no line.
    private(set) var lost: UInt64 = 0

    /// - Parameter head: the last line of the chain that is continued; nil: a new chain.
    init(after head: Head?) {
        self.head = head ?? Head(sequence: 0, hash: .zero)
    }

    /// Makes the line of an event, and hands it to somebody who may have no room. Then the event is lost, which the
    /// line of the next one that finds room says.
    mutating func add(_ event: AuditEvent, time: Double, to accept: ([UInt8]) -> Bool) {
        if lost > 0, !tellLoss(time: time, to: accept) {
            lost += 1
            return
        }
        if !append(event, time: time, to: accept) { lost += 1 }
    }

    private mutating func tellLoss(time: Double, to accept: ([UInt8]) -> Bool) -> Bool {
        let first = head.sequence + 1
        let gap = AuditEvent(
            AuditEvent.lost,
            ["count": JSONValue(lost), "first": JSONValue(first), "last": JSONValue(first + lost - 1)])
        return append(gap, time: time, to: accept)
    }

    private mutating func append(_ event: AuditEvent, time: Double, to accept: ([UInt8]) -> Bool) -> Bool {
        let sequence = head.sequence + lost + 1
        let (line, hash) = AuditRecord.line(event, sequence: sequence, time: time, previous: head.hash)
        guard accept(line) else { return false }
        head = Head(sequence: sequence, hash: hash)
        lost = 0
        return true
    }
}
