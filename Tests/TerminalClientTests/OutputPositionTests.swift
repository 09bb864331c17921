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

    @Test func replayAndLiveAreCutWhereTheyMeet() {
        var position = OutputPosition()
        let clears = position.attached(offset: 100, liveOffset: 110, resumed: false)
        #expect(!clears)
        expect(
            position.receive(30),
            [
                .init(range: 0..<10, kind: .replay, offset: 110), .init(range: 10..<30, kind: .live, offset: 130),
            ])
        #expect(position.next == 130)
    }

    @Test func bytesThatWereHereBeforeAreLeftOut() {
        var position = OutputPosition()
        _ = position.attached(offset: 0, liveOffset: 0, resumed: false)
        _ = position.receive(50)
        let clears = position.attached(offset: 40, liveOffset: 40, resumed: true)
        #expect(!clears)
        expect(position.receive(5), [])
        expect(position.receive(10), [.init(range: 5..<10, kind: .live, offset: 55)])
    }

    @Test func somethingMissingClearsTheScreen() {
        var position = OutputPosition()
        _ = position.attached(offset: 0, liveOffset: 0, resumed: false)
        _ = position.receive(50)
        let clears = position.attached(offset: 80, liveOffset: 90, resumed: false)
        #expect(clears)
        #expect(position.next == 80)
    }

    @Test func aSnapshotIsNotCounted() {
        var position = OutputPosition()
        _ = position.attached(offset: 0, liveOffset: 0, resumed: false)
        position.snapshot(offset: 1000, bytes: 4)
        expect(
            position.receive(6),
            [
                .init(range: 0..<4, kind: .snapshot, offset: nil), .init(range: 4..<6, kind: .live, offset: 1002),
            ])
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
        _ = position.attached(offset: 0, liveOffset: 0, resumed: false)
        while shown < total {
            if Int.random(in: 0..<10, using: &random) == 0, let next = position.next {
                // The server may go on a little before what was asked for.
                sent = next - UInt64.random(in: 0...min(next, 100), using: &random)
                let clears = position.attached(offset: sent, liveOffset: total / 2, resumed: true)
                #expect(!clears)
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
