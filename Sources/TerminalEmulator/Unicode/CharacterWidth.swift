/// How many columns a character takes: what xterm.js 5.5 thinks with the Unicode tables it comes with (version 6, emoji
/// are narrow), because the page loads no others and must agree cell by cell.
enum CharacterWidth {
    /// 0, 1 or 2. Controls have no width and are not asked for.
    @inline(__always)
    static func of(_ scalar: UInt32) -> Int {
        if scalar < 0x300 { return 1 }
        return scalar < 0x1_0000 ? Int(basicPlane[Int(scalar)]) : beyondBasicPlane(scalar)
    }

    private static let basicPlane: [UInt8] = {
        var widths = [UInt8](repeating: 1, count: 0x1_0000)
        for (ranges, width) in [(WidthRanges.zero, 0), (WidthRanges.two, 2)] as [([ClosedRange<UInt32>], UInt8)] {
            for range in ranges where range.lowerBound < 0x1_0000 {
                for scalar in range { widths[Int(scalar)] = width }
            }
        }
        return widths
    }()

    private static let highZero = WidthRanges.zero.filter { $0.lowerBound >= 0x1_0000 }
    private static let highTwo = WidthRanges.two.filter { $0.lowerBound >= 0x1_0000 }

    private static func beyondBasicPlane(_ scalar: UInt32) -> Int {
        if highTwo.contains(where: { $0.contains(scalar) }) { return 2 }
        return highZero.contains { $0.contains(scalar) } ? 0 : 1
    }
}
