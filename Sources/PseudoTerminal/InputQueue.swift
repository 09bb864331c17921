internal import NIOCore

/// Input that the kernel has not taken yet, in order. Not bounded here: who writes is told how much is queued.
struct InputQueue: Sendable {
    private var chunks = CircularBuffer<ByteBuffer>()
    /// How many bytes are queued.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        count += bytes.readableBytes
        chunks.append(bytes)
    }

    /// The chunk whose bytes are to be written next.
    var first: ByteBuffer? { chunks.first }

    /// Forgets `written` bytes of the first chunk.
    mutating func advance(by written: Int) {
        guard var chunk = chunks.popFirst() else { return }
        let taken = min(max(written, 0), chunk.readableBytes)
        count -= taken
        chunk.moveReaderIndex(forwardBy: taken)
        if chunk.readableBytes > 0 { chunks.prepend(chunk) }
    }

    /// Forgets everything and returns how many bytes that were.
    mutating func removeAll() -> Int {
        let given = count
        chunks = CircularBuffer()
        count = 0
        return given
    }
}
