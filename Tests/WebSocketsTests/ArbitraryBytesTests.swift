import NIOCore
import TestKit
import Testing

@testable import WebSockets

/// What comes from a client can be anything.
struct ArbitraryBytesTests {
    /// A conversation in order, with many kinds of frames in it.
    private func conversation(_ random: inout SeededRandom) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let isText = Bool.random(using: &random)
            let text = String(repeating: "aé€😀", count: Int.random(in: 0...40, using: &random))
            var rest = Array(text.utf8)[...]
            var opcode = isText ? Opcode.text : .binary
            repeat {
                let piece = rest.prefix(Int.random(in: 0...200, using: &random))
                rest = rest.dropFirst(piece.count)
                var frame = ClientFrame(opcode, piece)
                frame.isFinal = rest.isEmpty
                frame.maskingKey = (0..<4).map { _ in UInt8.random(in: 0...255, using: &random) }
                bytes += frame.bytes
                opcode = .continuation
                if Int.random(in: 0..<3, using: &random) == 0 {
                    bytes += ClientFrame(.ping, text.utf8.prefix(Int.random(in: 0...125, using: &random))).bytes
                }
            } while !rest.isEmpty
        }
        return bytes
    }

    private func expectSameInAnyCut(_ bytes: [UInt8], _ random: inout SeededRandom, seed: UInt64) {
        let whole = ConnectionDriver.actions(for: bytes)
        let byByte = ConnectionDriver.actions(for: bytes) { 1 }
        let atRandom = ConnectionDriver.actions(for: bytes) { Int.random(in: 1...64, using: &random) }
        #expect(whole == byByte, "seed \(seed), byte by byte")
        #expect(whole == atRandom, "seed \(seed), cut at random")
    }

    @Test(arguments: 0..<8 as Range<UInt64>) func anyCutGivesTheSame(run: UInt64) {
        for round in 0..<12 {
            let seed = run * 1000 + UInt64(round)
            var random = SeededRandom(seed: seed)
            var bytes = conversation(&random)
            expectSameInAnyCut(bytes, &random, seed: seed)
            // The same with some bytes wrong: somewhere in it a rule is broken, and always at the same place.
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            expectSameInAnyCut(bytes, &random, seed: seed)
        }
    }

    /// Two million bytes that look like frames, to connections that begin anew whenever one has ended.
    @Test(arguments: 0..<8 as Range<UInt64>) func noBytesTrapOrPileUp(run: UInt64) {
        var random = SeededRandom(seed: run)
        var ends = 0
        var messages = 0
        let limit = 512
        var rest = random.frameLikeBytes(count: 256 * 1024)[...]
        while !rest.isEmpty {
            var driver = ConnectionDriver(messageLimit: limit)
            while driver.connection.isOpen, !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...300, using: &random))
                rest = rest.dropFirst(piece.count)
                driver.feed(piece)
            }
            for action in driver.actions {
                switch action {
                case .end: ends += 1
                case .pong(let payload): #expect(payload.readableBytes <= 125)
                case .text(let bytes):
                    messages += 1
                    #expect(bytes.readableBytes <= limit)
                    #expect(String(validating: bytes.readableBytesView, as: UTF8.self) != nil)
                case .binary(let bytes):
                    messages += 1
                    #expect(bytes.readableBytes <= limit)
                }
            }
        }
        // Otherwise the bytes did not look enough like frames to prove anything.
        #expect(ends > 100)
        #expect(messages > 10)
    }

    @Test func pongsDoNotPileUp() {
        var queue = PongQueue()
        for number in 0..<100_000 as Range<UInt32> {
            let payload = ByteBuffer(integer: number)
            #expect(queue.append(payload: payload, isWritable: false) == nil)
        }
        #expect(queue.take() == ByteBuffer(bytes: [0x8A, 4, 0x00, 0x01, 0x86, 0x9F]))
        #expect(queue.take() == nil)
        var written = 0
        for _ in 0..<10_000 { written += queue.append(payload: ByteBuffer(), isWritable: true)?.readableBytes ?? 0 }
        #expect(written + (queue.take()?.readableBytes ?? 0) == 20_000)
    }
}
