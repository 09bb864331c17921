import TerminalProtocol

/// Where in a session's output its terminal got which size. Whoever reads the output, a viewer or the server's own
/// model of the screen, takes a size when it has all bytes in front of it: so all of them see each byte on the same
/// grid.
struct SizeTimeline {
    /// A change of the size.
    struct Mark: Equatable {
        /// Counts the changes of the session, from 1.
        var number: UInt64
        /// The bytes below were printed before.
        var offset: UInt64
        var size: TerminalSize
    }

    /// Changes that are remembered. A reader that is further behind misses an older one, never the newest.
    static let maximumMarks = 128

    /// The size now.
    private(set) var current: TerminalSize
    /// How often it has changed.
    private(set) var count: UInt64 = 0
    /// Behind the marks that are forgotten.
    private var base: TerminalSize
    private var marks: [Mark] = []

    init(_ size: TerminalSize) {
        current = size
        base = size
    }

    mutating func change(to size: TerminalSize, at offset: UInt64) {
        guard size != current else { return }
        current = size
        count += 1
        marks.append(Mark(number: count, offset: offset, size: size))
        if marks.count > Self.maximumMarks { forgetOldest() }
    }

    /// The first change behind that number; nil: there is none.
    func next(after number: UInt64) -> Mark? {
        // Numbers follow each other without a gap.
        guard let first = marks.first?.number, number < count else { return nil }
        let index = number < first ? 0 : Int(number + 1 - first)
        return marks.indices.contains(index) ? marks[index] : nil
    }

    /// The size for whoever has all bytes below an offset and all changes there, and the number of the last of these.
    func position(at offset: UInt64) -> (number: UInt64, size: TerminalSize) {
        guard let last = marks.last(where: { $0.offset <= offset }) else {
            return ((marks.first?.number ?? count + 1) - 1, base)
        }
        return (last.number, last.size)
    }

    /// How many changes there were with nothing printed in between, behind all bytes below an offset.
    func changes(at offset: UInt64) -> Int { marks.count { $0.offset == offset } }

    /// Nobody begins below that offset any more.
    mutating func forget(below offset: UInt64) {
        while let first = marks.first, first.offset < offset { forgetOldest() }
    }

    private mutating func forgetOldest() {
        base = marks.removeFirst().size
    }
}
