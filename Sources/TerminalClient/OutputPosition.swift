/// The numbered output of one session, as far as this client has it. It counts bytes and never sees one.
struct OutputPosition: Sendable, Equatable {
    /// A part of a received frame that is shown in one piece.
    struct Segment: Sendable, Equatable {
        /// Places in the frame.
        var range: Range<Int>
        var kind: Kind
        /// Absolute, behind its last byte; nil for a snapshot, which is not counted.
        var offset: UInt64?
    }

    enum Kind: Sendable, Equatable {
        case live
        /// Printed before this client was attached: whoever asked the terminal something there is long gone.
        case replay
        /// Repaints the screen.
        case snapshot
    }

    /// Of the next byte to arrive; nil before the first attach.
    private(set) var next: UInt64?
    private var live: UInt64 = 0
    private var snapshotLeft = 0
    /// Bytes still to come that were here before.
    private var repeated = 0

    /// The server says where it goes on. True: the screen has to be cleared first, for something is missing.
    mutating func attached(offset: UInt64, liveOffset: UInt64, resumed: Bool) -> Bool {
        let isFirst = next == nil
        snapshotLeft = 0
        repeated = 0
        live = liveOffset
        if resumed, let next, offset <= next {
            repeated = Int(clamping: next - offset)
            return false
        }
        next = offset
        return !isFirst
    }

    /// The screen is about to be repainted.
    mutating func snapshot(offset: UInt64, bytes: Int) {
        next = offset
        repeated = 0
        snapshotLeft = bytes
    }

    /// A frame has arrived.
    mutating func receive(_ count: Int) -> [Segment] {
        var segments: [Segment] = []
        var offset = next ?? 0
        var start = 0
        while start < count {
            let left = count - start
            let size: Int
            if snapshotLeft > 0 {
                size = min(left, snapshotLeft)
                snapshotLeft -= size
                segments.append(Segment(range: start..<(start + size), kind: .snapshot, offset: nil))
            } else if repeated > 0 {
                size = min(left, repeated)
                repeated -= size
            } else {
                let isReplay = offset < live
                size = isReplay ? min(left, Int(clamping: live - offset)) : left
                offset += UInt64(size)
                segments.append(
                    Segment(range: start..<(start + size), kind: isReplay ? .replay : .live, offset: offset))
            }
            start += size
        }
        next = offset
        return segments
    }
}
