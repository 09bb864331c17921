import TestKit

extension SeededRandom {
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
