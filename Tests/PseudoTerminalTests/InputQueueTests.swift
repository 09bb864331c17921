import NIOCore
import TestKit
import Testing

@testable import PseudoTerminal

@Suite struct InputQueueTests {
    /// Appends and writes at random and compares with one long string.
    @Test(arguments: 0..<50 as Range<UInt64>) func keepsOrder(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var queue = InputQueue()
        var given: [UInt8] = []
        var taken: [UInt8] = []
        for _ in 0..<300 {
            if Bool.random(using: &random) {
                let bytes = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                    UInt8(truncatingIfNeeded: random.next())
                }
                given += bytes
                queue.append(ByteBuffer(bytes: bytes))
            } else if let first = queue.first {
                let count = Int.random(in: 0...first.readableBytes, using: &random)
                taken += first.readableBytesView.prefix(count)
                queue.advance(by: count)
            }
            #expect(queue.count == given.count - taken.count)
            #expect(queue.isEmpty == (queue.first == nil))
        }
        #expect(given.starts(with: taken))
        #expect(queue.removeAll() == given.count - taken.count)
        #expect(queue.isEmpty && queue.first == nil)
    }

    @Test func ignoresNonsense() {
        var queue = InputQueue()
        queue.advance(by: 3)
        queue.append(ByteBuffer())
        #expect(queue.isEmpty)
        queue.append(ByteBuffer(string: "ab"))
        queue.advance(by: -1)
        #expect(queue.count == 2)
        queue.advance(by: 100)
        #expect(queue.isEmpty)
    }
}
