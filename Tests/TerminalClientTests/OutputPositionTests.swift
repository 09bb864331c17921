import TestKit
import Testing

@testable import TerminalClient

@Suite struct OutputPositionTests {
    private func expect(
        _ segments: [OutputPosition.Segment], _ expected: [OutputPosition.Segment],
        at location: SourceLocation = #_sourceLocation
    ) {
        #expect(segments == expected, sourceLocation: location)
    }

    @Test func bytesAreCounted() {
        var position = OutputPosition()
        #expect(position.attached(offset: 0, resumed: false) == false)
        expect(position.receive(30), [.init(range: 0..<30, kind: .stream, offset: 30)])
        #expect(position.next == 30)
        #expect(position.isWhole)
    }

    @Test func bytesThatWereHereBeforeAreLeftOut() {
        var position = OutputPosition()
        _ = position.attached(offset: 0, resumed: false)
        _ = position.receive(50)
        #expect(position.attached(offset: 40, resumed: true) == true)
        expect(position.receive(5), [])
        expect(position.receive(10), [.init(range: 5..<10, kind: .stream, offset: 55)])
    }

    @Test func aSnapshotComesWhereSomethingIsMissing() {
        var position = OutputPosition()
        _ = position.attached(offset: 0, resumed: false)
        _ = position.receive(50)
        #expect(position.attached(offset: 80, resumed: false) == false)
        #expect(position.next == 80)
        #expect(!position.isWhole)
    }

    @Test func aSnapshotIsNotCounted() {
        var position = OutputPosition()
        _ = position.attached(offset: 1000, resumed: false)
        #expect(!position.isWhole)
        position.snapshot(offset: 1000, bytes: 4)
        expect(position.receive(3), [.init(range: 0..<3, kind: .snapshot, offset: nil)])
        #expect(!position.isWhole)
        expect(
            position.receive(3),
            [
                .init(range: 0..<1, kind: .snapshot, offset: 1000), .init(range: 1..<3, kind: .stream, offset: 1002),
            ])
        #expect(position.isWhole)
        #expect(position.next == 1002)
    }

    /// However a stream is cut and however often it is cut off, each byte is shown once and in order.
    @Test(arguments: 0..<20)
    func everyByteOnce(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var position = OutputPosition()
        let total: UInt64 = 100_000
        var shown: UInt64 = 0
        var sent: UInt64 = 0
        _ = position.attached(offset: 0, resumed: false)
        while shown < total {
            if Int.random(in: 0..<10, using: &random) == 0, let next = position.next {
                // The server may go on a little before what was asked for.
                sent = next - UInt64.random(in: 0...min(next, 100), using: &random)
                #expect(position.attached(offset: sent, resumed: true) == true)
            }
            let count = Int.random(in: 1...5000, using: &random)
            for segment in position.receive(count) {
                #expect(segment.offset == shown + UInt64(segment.range.count))
                #expect(sent + UInt64(segment.range.lowerBound) == shown)
                shown += UInt64(segment.range.count)
            }
            sent += UInt64(count)
        }
    }
}
