/// A value that cells refer to by number.
protocol InternedValue: Equatable, Sendable {
    /// All that makes it equal to another, in two numbers.
    var hashParts: (UInt64, UInt64) { get }
}

/// Odd numbers that no program can know, so that none can print values that all fall on the same place of a table.
/// Multiply-shift hashing: with random factors, the upper bits of the product are a universal hash.
private let hashFactors = (UInt64.random(in: 0 ... .max) | 1, UInt64.random(in: 0 ... .max) | 1)

/// Gives equal values the same number, and takes numbers back that no cell uses.
///
/// Nothing is counted when cells change. Instead the owner looks at its cells when `isDue` says that the table has
/// doubled since it last did, and calls `sweep`: a few operations for each new value, and none for each cell written.
struct InternTable<Value: InternedValue>: Sendable {
    /// By number; number 0 is the value the table was made with and stays.
    private(set) var values: [Value]
    /// Open addressing with linear probing, a power of two long: number plus one, or 0 for a free place.
    private var places: [UInt32]
    /// Numbers that were taken back.
    private var free: [UInt32] = []
    /// Sweep when so many are in use.
    private var sweepAt = Self.smallest

    private let factors = hashFactors

    private static var smallest: Int { 64 }

    init(first: Value) {
        values = [first]
        places = [UInt32](repeating: 0, count: 16)
        insertPlace(of: 0)
    }

    /// How many numbers are in use.
    var count: Int { values.count - free.count }

    /// Whether it is time to see which numbers are still used.
    var isDue: Bool { count >= sweepAt }

    var memoryBytes: Int {
        values.capacity * MemoryLayout<Value>.stride + (places.capacity + free.capacity) * MemoryLayout<UInt32>.stride
    }

    subscript(number: UInt32) -> Value {
        let index = Int(number)
        return index < values.count ? values[index] : values[0]
    }

    /// The number of a value, which is a new one when the value is.
    mutating func intern(_ value: Value) -> UInt32 {
        let mask = places.count - 1
        var place = start(of: value)
        while places[place] != 0 {
            let number = places[place] - 1
            if values[Int(number)] == value { return number }
            place = (place + 1) & mask
        }
        let number: UInt32
        if let reused = free.popLast() {
            number = reused
            values[Int(number)] = value
        } else {
            number = UInt32(values.count)
            values.append(value)
        }
        places[place] = number + 1
        if count * 2 > places.count { rebuild(size: places.count * 2, isLive: nil) }
        return number
    }

    /// Takes all numbers back but 0 and those that are marked. `marks` is as long as `values`. `cells` is how many
    /// cells were looked at: the next sweep waits until it costs little beside the new values that led to it.
    mutating func sweep(marks: [Bool], cells: Int) {
        free.removeAll(keepingCapacity: true)
        for number in 1..<max(values.count, 1) where !marks[number] { free.append(UInt32(number)) }
        let last = marks.lastIndex(of: true) ?? 0
        if last + 1 < values.count {
            values.removeSubrange((last + 1)...)
            free.removeAll { Int($0) > last }
        }
        var size = 16
        while size < count * 4 { size *= 2 }
        rebuild(size: size, isLive: marks)
        sweepAt = max(Self.smallest, count * 2, count + cells / 8)
    }

    private func start(of value: Value) -> Int {
        let parts = value.hashParts
        let product = parts.0 &* factors.0 &+ parts.1 &* factors.1
        return Int(truncatingIfNeeded: product >> UInt64(64 - places.count.trailingZeroBitCount))
    }

    private mutating func rebuild(size: Int, isLive: [Bool]?) {
        places = [UInt32](repeating: 0, count: size)
        guard let isLive else {
            // Every number is in use when the table has just become too small for them.
            var unused = Set(free)
            for number in values.indices where unused.remove(UInt32(number)) == nil { insertPlace(of: number) }
            return
        }
        for number in values.indices where number == 0 || isLive[number] { insertPlace(of: number) }
    }

    private mutating func insertPlace(of number: Int) {
        let mask = places.count - 1
        var place = start(of: values[number])
        while places[place] != 0 { place = (place + 1) & mask }
        places[place] = UInt32(number) + 1
    }
}
