/// The four designated sets and the one in use.
struct CharsetState: Equatable, Sendable {
    /// G0 to G3.
    private(set) var designated: [Charset] = [.ascii, .ascii, .ascii, .ascii]
    /// Which of them the last shift invoked.
    private(set) var level = 0
    /// What characters are shown in. Not always `designated[level]`: DECRC brings back only this.
    var current = Charset.ascii

    mutating func invoke(_ level: Int) {
        self.level = level
        current = designated[level]
    }

    mutating func designate(_ level: Int, _ set: Charset) {
        designated[level] = set
        if self.level == level { current = set }
    }
}
