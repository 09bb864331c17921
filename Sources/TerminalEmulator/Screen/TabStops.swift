/// Tab stops of a screen. Those right of the last column are kept for when it becomes wider, as xterm.js does.
struct TabStops: Equatable, Sendable {
    /// One bit for each column, and one for the place behind the last, where the cursor waits to wrap.
    private var words: [UInt64]

    private static let width = 8
    private static var bits: Int { EmulatorLimits.columns.upperBound + 1 }

    /// A stop every eight columns.
    init(columns: Int) {
        words = [UInt64](repeating: 0, count: (Self.bits + 63) / 64)
        fill(from: 0, columns: columns)
    }

    subscript(column: Int) -> Bool {
        get { column >= 0 && column < Self.bits && words[column >> 6] >> UInt64(column & 63) & 1 != 0 }
        set {
            guard column >= 0, column < Self.bits else { return }
            let bit = 1 << UInt64(column & 63) as UInt64
            if newValue { words[column >> 6] |= bit } else { words[column >> 6] &= ~bit }
        }
    }

    mutating func clearAll() {
        for index in words.indices { words[index] = 0 }
    }

    /// The next stop, or the last column.
    func next(after column: Int, columns: Int) -> Int {
        var next = column + 1
        while next < columns, !self[next] { next += 1 }
        return min(next, columns - 1)
    }

    /// The stop before, or the first column.
    func previous(before column: Int, columns: Int) -> Int {
        var previous = column - 1
        while previous > 0, !self[previous] { previous -= 1 }
        return min(max(previous, 0), columns - 1)
    }

    /// Goes on with the stops that are there, every eight columns, up to a new width.
    mutating func extend(to columns: Int) {
        fill(from: self[columns] ? columns : previous(before: columns, columns: columns), columns: columns)
    }

    /// The stops left of a width.
    func columns(below columns: Int) -> [Int] { (0..<columns).filter { self[$0] } }

    private mutating func fill(from first: Int, columns: Int) {
        for column in stride(from: first, to: columns, by: Self.width) { self[column] = true }
    }
}
