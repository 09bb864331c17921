/// How many columns a character takes: as many as the C library's `wcwidth` says, by which shells and editors place what
/// they print. The page has the same table and puts it into xterm.js, so both agree cell by cell.
enum CharacterWidth {
    /// 0, 1 or 2. Controls have no width and are not asked for.
    @inline(__always)
    static func of(_ scalar: UInt32) -> Int {
        if scalar < 0x300 { return 1 }
        return scalar < 0x2_0000 ? Int(table[Int(scalar)]) : beyondTable(scalar)
    }

    /// Of the planes that have both letters and emoji; beyond them all is wide or a mark, but for the private planes.
    private static let table: [UInt8] = {
        var widths = [UInt8](repeating: 1, count: 0x2_0000)
        for (ranges, width) in [(WidthRanges.zero, 0), (WidthRanges.two, 2)] as [([ClosedRange<UInt32>], UInt8)] {
            for range in ranges where range.lowerBound < 0x2_0000 {
                for scalar in range { widths[Int(scalar)] = width }
            }
        }
        return widths
    }()

    private static let highZero = WidthRanges.zero.filter { $0.lowerBound >= 0x2_0000 }
    private static let highTwo = WidthRanges.two.filter { $0.lowerBound >= 0x2_0000 }

    private static func beyondTable(_ scalar: UInt32) -> Int {
        if highTwo.contains(where: { $0.contains(scalar) }) { return 2 }
        return highZero.contains { $0.contains(scalar) } ? 0 : 1
    }
}
