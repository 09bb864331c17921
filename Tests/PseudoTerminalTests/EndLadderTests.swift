import Testing

@testable import PseudoTerminal

@Suite struct EndLadderTests {
    private static func at(_ milliseconds: UInt64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func everyRungAtItsTime() {
        var ladder = EndLadder(EndLadderDurations(hangUpToTerminate: .seconds(1), terminateToKill: .seconds(1)))
        #expect(ladder.nextStep == nil)
        var steps: [(UInt64, EndLadder.Step)] = []
        for moment in stride(from: UInt64(0), through: 2100, by: 10) {
            if let step = ladder.step(now: Self.at(moment)) { steps.append((moment, step)) }
        }
        #expect(steps.map(\.0) == [0, 300, 600, 900, 1000, 2000, 2050, 2100])
        #expect(
            steps.map(\.1)
                == [.hangUp, .hangUpLeader, .hangUpLeader, .hangUpLeader, .terminate, .kill, .kill, .kill])
    }

    /// Turns that come late make no two signals at once, and none is sent before its time.
    @Test func aLateTurn() {
        var ladder = EndLadder(EndLadderDurations(hangUpToTerminate: .seconds(1), terminateToKill: .seconds(1)))
        #expect(ladder.step(now: Self.at(5000)) == .hangUp)
        #expect(ladder.nextStep == Self.at(5300))
        #expect(ladder.step(now: Self.at(5299)) == nil)
        #expect(ladder.step(now: Self.at(6500)) == .terminate)
        #expect(ladder.nextStep == Self.at(7500))
    }
}
