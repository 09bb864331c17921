/// The lines that left the screen at the top, packed: text as UTF-8, one byte for an ASCII character, and styles
/// written down where they change. A line of a build log takes its text and five bytes, against 640 as cells.
///
/// Lines go in at one end and out at the other; they are unpacked when the screen grows, is wrapped anew, or is shown.
struct Scrollback: Sendable {
    let maximumLines: Int
    let maximumBytes: Int
    private var sealed: [ScrollbackBlock] = []
    private var tail = ScrollbackBlock(first: 0, size: ScrollbackBlock.smallestSize)
    private var sealedBytes = 0
    private(set) var count = 0
    /// A line while it is packed, kept for the next one.
    private var scratch: [UInt8] = []
    private var scratchLinks: Set<UInt16> = []

    init(maximumLines: Int, maximumBytes: Int) {
        self.maximumLines = max(maximumLines, 0)
        self.maximumBytes = max(maximumBytes, 0)
    }

    var memoryBytes: Int {
        sealedBytes + tail.memoryBytes + scratch.capacity + (sealed.capacity - sealed.count)
            * MemoryLayout<ScrollbackBlock>.stride
    }

    /// The number of the oldest line, counted from the first that ever came.
    private var oldest: Int { sealed.first?.oldest ?? tail.oldest }

    /// Adds a line and forgets the oldest that there is no room for.
    ///
    /// - Returns: how many were forgotten because of their bytes, not their number.
    mutating func append(_ cells: UnsafeBufferPointer<Cell>, isWrapped: Bool, tables: CellTables) -> Int {
        guard maximumLines > 0 else { return 0 }
        var length = cells.count
        while length > 0, cells[length - 1] == .blank { length -= 1 }
        let line = UnsafeBufferPointer(rebasing: cells[..<length])
        if PackedLine.isPlain(line) {
            makeRoom(for: length + 1)
            tail.append(size: length + 1) { PackedLine.writePlain(line, isWrapped: isWrapped, to: $0) }
        } else {
            scratch.removeAll(keepingCapacity: true)
            scratchLinks.removeAll(keepingCapacity: true)
            PackedLine.pack(line, isWrapped: isWrapped, tables: tables, into: &scratch, links: &scratchLinks)
            makeRoom(for: scratch.count)
            if !scratchLinks.isEmpty { tail.links.formUnion(scratchLinks) }
            let packed = scratch
            tail.append(size: packed.count) { target in
                packed.withUnsafeBufferPointer { source in
                    if let base = source.baseAddress { target.update(from: base, count: source.count) }
                }
            }
        }
        count += 1
        if count > maximumLines { dropOldest(count - maximumLines) }
        guard memoryBytes > maximumBytes else { return 0 }
        return shrink()
    }

    /// Forgets the oldest `lines` lines.
    mutating func dropOldest(_ lines: Int) {
        var left = min(lines, count)
        count -= left
        while left > 0, let block = sealed.first {
            let here = min(left, block.count)
            if here == block.count {
                sealedBytes -= block.memoryBytes
                sealed.removeFirst()
            } else {
                sealed[0].dropOldest(here)
            }
            left -= here
        }
        tail.dropOldest(left)
        if count == 0 { tail = ScrollbackBlock(first: tail.oldest, size: ScrollbackBlock.smallestSize) }
    }

    mutating func removeAll() { dropOldest(count) }

    /// Takes the newest line away and unpacks it.
    mutating func popNewest(tables: inout CellTables, into cells: inout [Cell]) -> Bool {
        guard count > 0 else { return false }
        if tail.count == 0, let last = sealed.popLast() {
            sealedBytes -= last.memoryBytes
            tail = last
        }
        let range = tail.range(of: tail.ends.count - 1)
        let isWrapped = PackedLine.unpack(tail.bytes[range], tables: &tables, into: &cells)
        tail.dropNewest()
        count -= 1
        return isWrapped
    }

    /// Whether the line is the continuation of the one before; lines are counted from the oldest.
    mutating func setWrapped(_ isWrapped: Bool, line: Int) {
        guard line >= 0, line < count else { return }
        let number = oldest + line
        var low = 0
        var high = sealed.count
        while low < high {
            let middle = (low + high) / 2
            if sealed[middle].first + sealed[middle].ends.count <= number { low = middle + 1 } else { high = middle }
        }
        if low < sealed.count {
            let start = sealed[low].range(of: number - sealed[low].first).lowerBound
            sealed[low].setByte(at: start, PackedLine.flag(sealed[low].bytes[start], isWrapped: isWrapped))
        } else {
            let start = tail.range(of: number - tail.first).lowerBound
            tail.setByte(at: start, PackedLine.flag(tail.bytes[start], isWrapped: isWrapped))
        }
    }

    /// The packed lines from one on, the oldest first.
    func forEach(from line: Int = 0, _ body: (ArraySlice<UInt8>) -> Void) {
        var skip = max(line, 0)
        for block in sealed + [tail] {
            guard skip < block.count else {
                skip -= block.count
                continue
            }
            for index in (block.dropped + skip)..<block.ends.count { body(block.bytes[block.range(of: index)]) }
            skip = 0
        }
    }

    /// One packed line, if there is one of that number.
    func line(_ line: Int, _ body: (ArraySlice<UInt8>) -> Void) {
        var skip = max(line, 0)
        for block in sealed + [tail] {
            if skip < block.count {
                body(block.bytes[block.range(of: block.dropped + skip)])
                return
            }
            skip -= block.count
        }
    }

    /// How many bytes each line takes, the newest first, until `body` returns false.
    func forEachSizeFromNewest(_ body: (Int) -> Bool) {
        for block in [tail] + sealed.reversed() {
            for index in (block.dropped..<block.ends.count).reversed() {
                guard body(block.range(of: index).count) else { return }
            }
        }
    }

    /// Links that lines may have. Some of those lines may be gone already.
    var links: Set<UInt16> {
        sealed.reduce(tail.links) { $0.union($1.links) }
    }

    private mutating func makeRoom(for size: Int) {
        guard !tail.makeRoom(for: size) else { return }
        let next = tail.first + tail.ends.count
        if tail.count > 0 {
            tail.seal()
            sealedBytes += tail.memoryBytes
            sealed.append(tail)
        }
        tail = ScrollbackBlock(first: next, size: max(size, ScrollbackBlock.largestSize))
    }

    private mutating func shrink() -> Int {
        let before = count
        while memoryBytes > maximumBytes, let block = sealed.first { dropOldest(block.count) }
        if memoryBytes > maximumBytes { dropOldest(count) }
        return before - count
    }
}
