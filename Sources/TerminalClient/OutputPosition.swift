/// The numbered output of one session, as far as this client has it. It counts bytes and never sees one.
struct OutputPosition: Sendable, Equatable {
    /// A part of a received frame that is shown in one piece.
    struct Segment: Sendable, Equatable {
        /// Places in the frame.
        var range: Range<Int>
        var kind: Kind
        /// Of the stream behind this part; nil within a snapshot, which is not counted.
        var offset: UInt64?
    }

    enum Kind: Sendable, Equatable {
        /// What the session printed.
        case stream
        /// Paints the screen.
        case snapshot
    }

    /// Of the next byte to arrive; nil before the first attach.
    private(set) var next: UInt64?
    private var snapshotLeft = 0
    /// False from the moment that the screen is not what the stream makes of it until a picture of it has come.
    private(set) var isWhole = true
    /// Bytes still to come that were here before.
    private var repeated = 0

    /// The server says where it goes on. False: not where this client was, and a snapshot of the screen comes next
    /// unless that is the first byte.
    mutating func attached(offset: UInt64, resumed: Bool) -> Bool {
        snapshotLeft = 0
        repeated = 0
        if resumed, let next, offset <= next {
            repeated = Int(clamping: next - offset)
            return true
        }
        next = offset
        isWhole = offset == 0
        return false
    }

    /// The screen is about to be painted.
    mutating func snapshot(offset: UInt64, bytes: Int) {
        next = offset
        repeated = 0
        snapshotLeft = bytes
        isWhole = bytes == 0
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
                isWhole = snapshotLeft == 0
                // Its end is acknowledged with the offset that the stream goes on at.
                segments.append(
                    Segment(range: start..<(start + size), kind: .snapshot, offset: isWhole ? offset : nil))
            } else if repeated > 0 {
                size = min(left, repeated)
                repeated -= size
            } else {
                size = left
                offset += UInt64(size)
                segments.append(Segment(range: start..<count, kind: .stream, offset: offset))
            }
            start += size
        }
        next = offset
        return segments
    }
}
