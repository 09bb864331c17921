import NIOCore
import Testing

@testable import WebSockets

struct UTF8ValidatorTests {
    private func isText(_ bytes: [UInt8]) -> Bool {
        var validator = UTF8Validator()
        return validator.consume(ByteBuffer(bytes: bytes)) && validator.isComplete
    }

    /// Whether it is UTF-8, and at which byte it was found not to be.
    private func check(_ bytes: [UInt8]) -> (isValid: Bool, failedAt: Int?) {
        var validator = UTF8Validator()
        for (index, byte) in bytes.enumerated() where !validator.consume(ByteBuffer(bytes: [byte])) {
            return (false, index)
        }
        return (validator.isComplete, nil)
    }

    /// The standard library decides, over every sequence of up to three bytes from all that differ in kind.
    @Test func agreesWithTheStandardLibrary() {
        let kinds: [UInt8] = [
            0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF,
            0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFE, 0xFF,
        ]
        var wrong: [[UInt8]] = []
        for first in kinds {
            for second in kinds {
                for third in kinds {
                    for fourth in [0x7F, 0x80, 0xBF, 0xC0] as [UInt8] {
                        for bytes in [[first, second, third], [first, second, third, fourth]] {
                            let isValid = isText(bytes)
                            let expected = String(validating: bytes, as: UTF8.self) != nil
                            if isValid != expected || check(bytes).isValid != expected { wrong.append(bytes) }
                        }
                    }
                }
            }
        }
        #expect(wrong == [])
    }

    @Test(
        arguments: [
            ([0x61, 0x80], 1), ([0xC0], 0), ([0xE0, 0x9F], 1), ([0xED, 0xA0], 1), ([0xF0, 0x8F], 1), ([0xF4, 0x90], 1),
            ([0xF5], 0), ([0xE2, 0x82, 0x41], 2),
        ] as [([UInt8], Int)])
    func failsAtTheFirstWrongByte(bytes: [UInt8], index: Int) {
        #expect(check(bytes).failedAt == index)
    }

    /// The fast way over ASCII must not lose a byte on either side of it.
    @Test func everyPlaceInALongText() {
        var wrong: [(length: Int, place: Int)] = []
        for length in 1...40 {
            for place in 0..<length {
                var bytes = [UInt8](repeating: 0x61, count: length)
                bytes[place] = 0xFF
                if isText(bytes) { wrong.append((length, place)) }
                bytes.replaceSubrange(place...place, with: "é".utf8)
                if !isText(bytes) { wrong.append((length, place)) }
            }
        }
        #expect(wrong.isEmpty, "\(wrong)")
    }
}
