/// The window's title, and those that programs have put aside (`CSI 22 t`, `CSI 23 t`).
struct TitleStack: Sendable {
    /// UTF-8 without control characters.
    private(set) var current: [UInt8] = []
    private(set) var stacked: [[UInt8]] = []
    private let maximumBytes: Int
    private let maximumDepth: Int

    init(limits: EmulatorLimits) {
        maximumBytes = limits.titleBytes
        maximumDepth = limits.titleStackDepth
    }

    var memoryBytes: Int { stacked.reduce(current.capacity) { $0 + $1.capacity + 32 } }

    mutating func set(_ title: [UInt8]) {
        var length = min(title.count, maximumBytes)
        // Not within a character.
        while length > 0, length < title.count, title[length] & 0xC0 == 0x80 { length -= 1 }
        current = Array(title[..<length])
    }

    mutating func push() {
        stacked.append(current)
        if stacked.count > maximumDepth { stacked.removeFirst() }
    }

    /// False when there is none.
    mutating func pop() -> Bool {
        guard let last = stacked.popLast() else { return false }
        current = last
        return true
    }
}
