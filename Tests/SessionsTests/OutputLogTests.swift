import TestKit
import Testing

@testable import Sessions

@Suite struct OutputLogTests {
    private func bytes(_ log: OutputLog, from offset: UInt64, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            initialized = log.copy(from: offset, into: UnsafeMutableRawBufferPointer(target))
        }
    }

    /// The byte that stands at an absolute offset in the streams of these tests.
    private func byte(at offset: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: offset &* 167 &+ offset >> 8) }

    @Test func anEmptyLogHoldsNothing() {
        let log = OutputLog(capacity: 100)
        #expect(log.start == 0 && log.end == 0)
        #expect(log.allocatedBytes == 0)
        #expect(bytes(log, from: 0, count: 10).isEmpty)
    }

    @Test func aSmallSessionHoldsLittleMemory() {
        var log = OutputLog(capacity: 1 << 20)
        Array("$ ".utf8).withUnsafeBytes { log.append($0) }
        #expect(log.allocatedBytes <= 4096)
    }

    /// Appends of all lengths against the simplest model there is: the stream is a function of the offset.
    @Test(arguments: [1, 2, 7, 4095, 4096, 4097, 10_000, 65_536])
    func everyRetainedByteIsTheOnePrinted(capacity: Int) {
        var random = SeededRandom(seed: UInt64(capacity))
        var log = OutputLog(capacity: capacity)
        for _ in 0..<400 {
            let length = Int(random.next() % UInt64(capacity * 2 + 3))
            let chunk = (0..<length).map { byte(at: log.end + UInt64($0)) }
            let before = log.end
            chunk.withUnsafeBytes { log.append($0) }
            #expect(log.end == before + UInt64(length))
            #expect(log.count == min(capacity, Int(log.end)))
            #expect(log.allocatedBytes <= capacity)
            let offset = log.start + random.next() % UInt64(log.count + 1)
            let wanted = Int(random.next() % UInt64(capacity + 5))
            let read = bytes(log, from: offset, count: wanted)
            #expect(read.count == min(wanted, Int(log.end - offset)))
            #expect(read.enumerated().allSatisfy { $1 == byte(at: offset + UInt64($0)) })
        }
    }

    @Test func whatIsForgottenOrNotYetPrintedIsNotRead() {
        var log = OutputLog(capacity: 4)
        Array("abcdefgh".utf8).withUnsafeBytes { log.append($0) }
        #expect(log.start == 4)
        #expect(bytes(log, from: 3, count: 4).isEmpty)
        #expect(bytes(log, from: 8, count: 4).isEmpty)
        #expect(bytes(log, from: 100, count: 4).isEmpty)
        #expect(bytes(log, from: 4, count: 9) == Array("efgh".utf8))
    }
}
