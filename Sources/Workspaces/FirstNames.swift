internal import Glibc

/// The first of many names in the order of their bytes, without keeping all of them.
struct FirstNames {
    private let wanted: Int
    private var names: [[UInt8]] = []
    /// How many there were.
    private(set) var total = 0

    /// So many are kept until somebody sorts out which are the first.
    private static let sortedAtOnce = 4096

    init(_ wanted: Int) { self.wanted = wanted }

    mutating func add(_ name: [UInt8]) {
        total += 1
        names.append(name)
        if names.count >= wanted.addingClamped(Self.sortedAtOnce) { names = sorted() }
    }

    func sorted() -> [[UInt8]] {
        Array(names.sorted(by: Self.precedes).prefix(wanted))
    }

    private static func precedes(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        let order = memcmp(one, other, min(one.count, other.count))
        return order == 0 ? one.count < other.count : order < 0
    }
}
