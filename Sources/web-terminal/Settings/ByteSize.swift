/// Sizes as people write them: `4096`, `512KiB`, `1GB`.
enum ByteSize {
    /// Multiples of 1000 without an `i`, of 1024 with one. A lone `K` or `M` is refused: it could mean either.
    private static let units: [(name: String, bytes: Int)] = [
        ("GiB", 1 << 30), ("GB", 1_000_000_000), ("MiB", 1 << 20), ("MB", 1_000_000), ("KiB", 1 << 10), ("KB", 1000),
        ("B", 1),
    ]

    /// The number of bytes, or nil when `text` is no size or one too large for an `Int`.
    static func parse(_ text: String) -> Int? {
        let digits = text.prefix(while: \.isASCIIDigit)
        guard let number = Int(digits) else { return nil }
        let unit = text.dropFirst(digits.count).drop(while: { $0 == " " })
        if unit.isEmpty { return unit.count == text.count - digits.count ? number : nil }
        guard let factor = units.first(where: { $0.name.lowercased() == unit.lowercased() })?.bytes else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }

    /// The size with the largest unit that divides it.
    static func format(_ bytes: Int) -> String {
        guard bytes > 0, let unit = units.first(where: { bytes % $0.bytes == 0 }), unit.bytes > 1 else {
            return "\(bytes)"
        }
        return "\(bytes / unit.bytes)\(unit.name)"
    }
}

extension Character {
    /// `isNumber` and `isWholeNumber` are true for the digits of all scripts.
    var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
