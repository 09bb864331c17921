/// SplitMix64: the same numbers for the same seed, so that a failure can be run again.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    /// Bytes of which many look like the headers of frames.
    mutating func frameLikeBytes(count: Int) -> [UInt8] {
        (0..<count).map { _ in
            switch Int.random(in: 0..<4, using: &self) {
            case 0: UInt8.random(in: 0...255, using: &self)
            case 1: [0x81, 0x82, 0x01, 0x02, 0x80, 0x00, 0x88, 0x89, 0x8A].randomElement(using: &self) ?? 0
            case 2: UInt8.random(in: 0x80...0x8F, using: &self)
            default: [0x00, 0x7F, 0xFE, 0xFF, 0xC3, 0xA9].randomElement(using: &self) ?? 0
            }
        }
    }
}
