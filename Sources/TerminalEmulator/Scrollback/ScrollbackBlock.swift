/// Some hundred lines of scrollback, packed one behind the other.
struct ScrollbackBlock: Sendable {
    /// The number of its first line, counted from the first that ever left the screen.
    var first: Int
    /// Longer than what is used, until it is sealed.
    private(set) var bytes: [UInt8]
    private(set) var used = 0
    /// Where each line ends.
    private(set) var ends: [UInt32] = []
    /// How many of its lines were forgotten since.
    private(set) var dropped = 0
    /// The links that its lines have had.
    var links: Set<UInt16> = []

    static let smallestSize = 512
    static let largestSize = 16 << 10
    static let lines = 256

    init(first: Int, size: Int) {
        self.first = first
        bytes = [UInt8](repeating: 0, count: size)
    }

    /// How many lines there are.
    var count: Int { ends.count - dropped }

    /// The number of its oldest line.
    var oldest: Int { first + dropped }

    var memoryBytes: Int {
        bytes.count + ends.capacity * MemoryLayout<UInt32>.stride + links.capacity * 8 + MemoryLayout<Self>.stride
    }

    /// Whether a line of so many bytes can be added, after it has grown if need be.
    mutating func makeRoom(for size: Int) -> Bool {
        guard ends.count < Self.lines else { return false }
        if used + size <= bytes.count { return true }
        var larger = bytes.count
        while larger < used + size, larger < Self.largestSize { larger *= 2 }
        guard used + size <= larger else { return false }
        bytes.append(contentsOf: repeatElement(0, count: larger - bytes.count))
        return true
    }

    /// Adds a line that there is room for. `write` fills the place it is given.
    @inline(__always)
    mutating func append(size: Int, write: (UnsafeMutablePointer<UInt8>) -> Void) {
        let place = used
        bytes.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, place + size <= buffer.count else { return }
            write(base + place)
        }
        used += size
        ends.append(UInt32(truncatingIfNeeded: used))
    }

    /// Gives back what it does not need; nothing is added any more.
    mutating func seal() {
        bytes = Array(bytes.prefix(used))
        ends = Array(ends)
    }

    /// Where a line lies, by its number in the block including those that were dropped.
    func range(of line: Int) -> Range<Int> { (line == 0 ? 0 : Int(ends[line - 1]))..<Int(ends[line]) }

    mutating func dropOldest(_ lines: Int) { dropped = min(dropped + lines, ends.count) }

    mutating func dropNewest() {
        ends.removeLast()
        used = Int(ends.last ?? 0)
        dropped = min(dropped, ends.count)
    }

    mutating func setByte(at index: Int, _ value: UInt8) { bytes[index] = value }
}
