/// The newest output of a session, by absolute offset: byte 0 is the first that the terminal ever printed.
///
/// A ring that begins small and doubles until its bound, because most sessions print a prompt and wait.
public struct OutputLog: Sendable {
    /// The most bytes it retains.
    public let capacity: Int
    /// The offset behind the newest byte, which is also the number of bytes printed so far.
    public private(set) var end: UInt64 = 0
    /// How many bytes are retained; never more than `capacity`.
    public private(set) var count = 0
    /// Byte `offset` lies at `offset % storage.count`.
    private var storage: [UInt8] = []

    private static let firstAllocation = 4096

    public init(capacity: Int) {
        self.capacity = max(capacity, 1)
    }

    /// The offset of the oldest byte retained.
    public var start: UInt64 { end - UInt64(count) }

    /// What it holds of the machine's memory, in bytes.
    public var allocatedBytes: Int { storage.count }

    /// Adds bytes at the end and forgets as many of the oldest as there is no room for.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        grow(toHold: count + bytes.count)
        // Of more than a whole ring only the newest part would stay.
        let kept = UnsafeRawBufferPointer(rebasing: bytes.suffix(storage.count))
        end += UInt64(bytes.count)
        count = min(count + bytes.count, storage.count)
        let position = Int((end - UInt64(kept.count)) % UInt64(max(storage.count, 1)))
        storage.withUnsafeMutableBytes { ring in
            let untilWrap = min(kept.count, ring.count - position)
            UnsafeMutableRawBufferPointer(rebasing: ring[position..<position + untilWrap])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: kept[..<untilWrap]))
            UnsafeMutableRawBufferPointer(rebasing: ring[..<(kept.count - untilWrap)])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: kept[untilWrap...]))
        }
    }

    /// Copies retained bytes from `offset` on, as many as there are and fit. Returns their number: 0 when
    /// `offset` is not retained.
    public func copy(from offset: UInt64, into target: UnsafeMutableRawBufferPointer) -> Int {
        guard offset >= start, offset < end else { return 0 }
        let length = min(target.count, Int(end - offset))
        let position = Int(offset % UInt64(storage.count))
        storage.withUnsafeBytes { ring in
            let untilWrap = min(length, ring.count - position)
            UnsafeMutableRawBufferPointer(rebasing: target[..<untilWrap])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: ring[position..<position + untilWrap]))
            UnsafeMutableRawBufferPointer(rebasing: target[untilWrap..<length])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: ring[..<(length - untilWrap)]))
        }
        return length
    }

    private mutating func grow(toHold needed: Int) {
        guard needed > storage.count, storage.count < capacity else { return }
        var size = max(storage.count, Self.firstAllocation)
        while size < needed, size < capacity { size *= 2 }
        // Left as it comes: no byte is read before it was written, and pages that were never touched cost nothing.
        var larger = [UInt8](unsafeUninitializedCapacity: min(size, capacity)) { buffer, count in count = buffer.count }
        // Offsets keep their value, not their place: each byte moves to where the larger ring expects it.
        let oldest = start
        var moved = 0
        while moved < count {
            let from = Int((oldest + UInt64(moved)) % UInt64(storage.count))
            let to = Int((oldest + UInt64(moved)) % UInt64(larger.count))
            let run = min(count - moved, storage.count - from, larger.count - to)
            larger.replaceSubrange(to..<to + run, with: storage[from..<from + run])
            moved += run
        }
        storage = larger
    }
}
