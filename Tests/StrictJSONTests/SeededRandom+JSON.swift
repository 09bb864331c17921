import StrictJSON
import TestKit

/// Random JSON.
extension SeededRandom {
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// A value of any kind, containers nested at most `depth` deep. No double that JSON writes like an integer.
    mutating func value(depth: Int) -> JSONValue {
        switch below(depth > 0 ? 9 : 7) {
        case 0: .null
        case 1: .bool(below(2) == 0)
        case 2: .integer(Int64(truncatingIfNeeded: next()) >> Int64(below(64)))
        case 3: .number(Double(below(1_000_000)) + 0.5)
        case 4: .number(Double(below(1_000)) * 1e-9 + 1e-12)
        case 5, 6: .string(string())
        case 7: .array((0..<below(6)).map { _ in value(depth: depth - 1) })
        default: .object(Dictionary((0..<below(6)).map { _ in (string(), value(depth: depth - 1)) }) { $1 })
        }
    }

    private mutating func string() -> String {
        let ranges: [Range<UInt32>] = [
            0..<0x20, 0x20..<0x7F, 0x22..<0x23, 0x5C..<0x5D, 0x7F..<0x800, 0x10000..<0x11000,
        ]
        let scalars = (0..<below(12)).compactMap { _ in
            let range = ranges[below(ranges.count)]
            return Unicode.Scalar(range.lowerBound + UInt32(below(range.count)))
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
