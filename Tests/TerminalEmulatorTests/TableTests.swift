import TestKit
import Testing

@testable import TerminalEmulator

struct TableTests {
    @Test func equalValuesHaveOneNumber() {
        var random = SeededRandom(seed: 51)
        var table = InternTable(first: Cluster(base: 0, mark: 0, marks: 0))
        var numbers: [UInt32: UInt32] = [:]
        for _ in 0..<5_000 {
            let base = UInt32(random.below(500))
            let number = table.intern(Cluster(base: base, mark: 1, marks: 1))
            #expect(numbers[base] == nil || numbers[base] == number)
            numbers[base] = number
            #expect(table[number].base == base)
        }
        #expect(Set(numbers.values).count == numbers.count)
    }

    @Test func sweptNumbersAreUsedAgain() {
        var table = InternTable(first: Cluster(base: 0, mark: 0, marks: 0))
        let numbers = (1..<1_000).map { table.intern(Cluster(base: $0, mark: 1, marks: 1)) }
        #expect(table.isDue)
        var marks = [Bool](repeating: false, count: table.values.count)
        for number in numbers where number % 3 == 0 { marks[Int(number)] = true }
        table.sweep(marks: marks, cells: 0)
        #expect(!table.isDue)
        for (index, number) in numbers.enumerated() where number % 3 == 0 {
            #expect(table.intern(Cluster(base: UInt32(index + 1), mark: 1, marks: 1)) == number)
        }
        let before = table.values.count
        for base in 5_000..<UInt32(5_300) { _ = table.intern(Cluster(base: base, mark: 1, marks: 1)) }
        #expect(table.values.count == before)
        #expect(table[0].base == 0)
    }

    @Test(
        arguments: [
            ([0x41], [0x41]), ([0xC3, 0xA9], [0xE9]), ([0xE4, 0xBD, 0xA0], [0x4F60]),
            ([0xF0, 0x9F, 0x98, 0x80], [0x1F600]),
            // Broken off, superfluous, too long, surrogate, too large, byte order mark.
            ([0xE4, 0xBD, 0x41], [0x41]), ([0x80, 0x41], [0x41]), ([0xC1, 0x81, 0x41], [0x41]),
            ([0xE0, 0x80, 0x80, 0x41], [0x41]),
            ([0xED, 0xA0, 0x80, 0x41], [0x41]), ([0xF4, 0x90, 0x80, 0x80, 0x41], [0x41]),
            ([0xEF, 0xBB, 0xBF, 0x41], [0x41]),
            ([0xFF, 0xFE, 0xF8, 0x41], [0x41]), ([0xE4, 0xE4, 0xBD, 0xA0], [0x4F60]),
            ([0xF0, 0x9F, 0xC3, 0xA9], [0xE9]),
        ] as [([UInt8], [UInt32])])
    func decoding(bytes: [UInt8], scalars: [UInt32]) {
        for piece in 1...bytes.count {
            var decoder = UTF8Decoder()
            var decoded: [UInt32] = []
            for start in stride(from: 0, to: bytes.count, by: piece) {
                Array(bytes[start..<min(start + piece, bytes.count)]).withUnsafeBufferPointer { buffer in
                    guard var position = buffer.baseAddress else { return }
                    let end = position + buffer.count
                    while position < end {
                        if let scalar = decoder.decode(&position, end) { decoded.append(scalar) }
                    }
                }
            }
            #expect(decoded == scalars)
        }
    }

    @Test func everyCharacterIsDecoded() {
        for value in stride(from: UInt32(0x80), through: 0x10_FFFF, by: 97) {
            guard let scalar = Unicode.Scalar(value), value != 0xFEFF else { continue }
            var decoder = UTF8Decoder()
            let decoded = Array(String(scalar).utf8).withUnsafeBufferPointer { buffer -> UInt32? in
                guard var position = buffer.baseAddress else { return nil }
                let end = position + buffer.count
                var result: UInt32?
                while position < end { result = decoder.decode(&position, end) ?? result }
                return result
            }
            #expect(decoded == value)
        }
    }

    @Test func colourSpecifications() {
        let cases: [(String, RGBColor?)] = [
            ("#fff", RGBColor(red: 0xF0, green: 0xF0, blue: 0xF0)),
            ("#123456", RGBColor(red: 0x12, green: 0x34, blue: 0x56)),
            ("#123456789", RGBColor(red: 0x12, green: 0x45, blue: 0x78)),
            ("rgb:f/0/8", RGBColor(red: 255, green: 0, blue: 136)),
            ("RGB:FF/80/00", RGBColor(red: 255, green: 128, blue: 0)), ("rgb:ffff/8000/0", nil),
            ("rgb:1234/5678/9abc", RGBColor(red: 18, green: 86, blue: 154)),
            ("red", nil), ("#12345", nil), ("", nil), ("#", nil), ("rgb:", nil), ("rgb:/  /", nil), ("rgb:g/0/0", nil),
        ]
        for (text, color) in cases { #expect(RGBColor(specification: Array(text.utf8)[...]) == color, "\(text)") }
    }
}
