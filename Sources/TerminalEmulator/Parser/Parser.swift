/// Where the parser is in the stream.
struct Parser: Sendable {
    var state = ParserState.ground
    /// Prefix and intermediate bytes, the last one lowest. Of more than four the last ones stay, which are known to
    /// no control function.
    var collected: UInt32 = 0
    var parameters = SequenceParameters()
    var utf8 = UTF8Decoder()
    var string = StringCollector()
    /// Kept here because a global one is behind a check at each use.
    let table = TransitionTable.shared

    /// As at the start of a sequence.
    @inline(__always)
    mutating func clear() {
        parameters.reset()
        collected = 0
    }
}
