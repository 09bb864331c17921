/// The parameters of one control sequence (ECMA-48 5.4), with what stands after colons (ISO 8613-6).
///
/// An empty parameter is 0 and an empty part after a colon -1. What goes beyond the bounds is dropped as xterm.js does.
struct SequenceParameters: Sendable {
    /// Parameters, and parts after colons altogether.
    static let capacity = 32
    static let largest: Int32 = .max

    private(set) var count = 1
    private var values = InlineArray<32, Int32>(repeating: 0)
    private(set) var partCount = 0
    private var parts = InlineArray<32, Int32>(repeating: 0)
    /// For each parameter where its parts begin and end.
    private var firstPart = InlineArray<32, UInt8>(repeating: 0)
    private var endPart = InlineArray<32, UInt8>(repeating: 0)
    /// There was one parameter too many: digits are dropped from then on.
    private(set) var isFull = false
    private(set) var partsAreFull = false
    /// Whether digits belong to a part.
    private(set) var endsInPart = false
    /// Something was said, if only 0.
    private(set) var hasDigits = false

    /// As after CSI: one parameter, 0.
    @inline(__always)
    mutating func reset() {
        count = 1
        values[0] = 0
        partCount = 0
        firstPart[0] = 0
        endPart[0] = 0
        isFull = false
        partsAreFull = false
        endsInPart = false
        hasDigits = false
    }

    /// After a semicolon.
    @inline(__always)
    mutating func addParameter() {
        endsInPart = false
        guard count < Self.capacity else {
            isFull = true
            return
        }
        values[count] = 0
        firstPart[count] = UInt8(partCount)
        endPart[count] = UInt8(partCount)
        count += 1
    }

    /// After a colon.
    mutating func addPart() {
        endsInPart = true
        guard !isFull, partCount < Self.capacity else {
            partsAreFull = true
            return
        }
        parts[partCount] = -1
        partCount += 1
        endPart[count - 1] += 1
    }

    @inline(__always)
    mutating func addDigit(_ digit: Int32) {
        hasDigits = true
        guard !isFull else { return }
        if endsInPart {
            guard !partsAreFull, partCount > 0 else { return }
            parts[partCount - 1] = Self.appending(digit, to: max(parts[partCount - 1], 0))
        } else {
            values[count - 1] = Self.appending(digit, to: values[count - 1])
        }
    }

    private static func appending(_ digit: Int32, to value: Int32) -> Int32 {
        value > (largest - 9) / 10 ? largest : value * 10 + digit
    }

    /// A parameter, or 0 when there are fewer.
    @inline(__always)
    subscript(index: Int) -> Int { index < count ? Int(values[index]) : 0 }

    /// A parameter for which 0 and nothing mean 1.
    @inline(__always)
    func count(_ index: Int) -> Int { max(self[index], 1) }

    /// What stands after the colons of a parameter.
    func parts(of index: Int) -> [Int] {
        guard index < count else { return [] }
        return (Int(firstPart[index])..<Int(endPart[index])).map { Int(parts[$0]) }
    }

    func hasParts(_ index: Int) -> Bool { index < count && firstPart[index] < endPart[index] }

    func part(_ part: Int, of index: Int) -> Int? {
        guard hasParts(index) else { return nil }
        let place = Int(firstPart[index]) + part
        return place < Int(endPart[index]) ? Int(parts[place]) : nil
    }
}
