import Testing

@testable import Sessions

@Suite struct OutputPaceTests {
    private let second: Int64 = 1_000_000_000

    private func pace() -> OutputPace { OutputPace(logCapacity: 512 * 1024, graceSeconds: 5) }

    @Test func aTerminalThatNobodySteersIsReadSlowlyAndNeverStops() {
        var pace = pace()
        #expect(pace.pace == .unattended)
        #expect(pace.update(end: 1 << 40, audience: .nobody, now: 0) == nil)
    }

    @Test func itStopsAtTheReachAndGoesOnWithHalfTheWindowFree() {
        var pace = pace()
        let window: UInt64 = 1000
        func audience(_ acknowledged: UInt64) -> OutputPace.Audience {
            .attended(reach: acknowledged + window, window: window)
        }
        #expect(pace.update(end: 0, audience: audience(0), now: 0) == .free)
        #expect(pace.update(end: 999, audience: audience(0), now: 0) == nil)
        #expect(pace.update(end: 1000, audience: audience(0), now: 0) == .paused)
        #expect(pace.update(end: 1000, audience: audience(499), now: 0) == nil)
        #expect(pace.update(end: 1000, audience: audience(500), now: 0) == .free)
    }

    @Test func afterACutTheLogIsFilledButNotOverrunUntilTheGraceIsOver() {
        var pace = pace()
        _ = pace.update(end: 0, audience: .attended(reach: 10, window: 10), now: 0)
        let cut = OutputPace.Audience.cutOff(at: 10 * second, lostFrom: 1000)
        let full = UInt64(1000 + 512 * 1024) - OutputPace.overshootBytes
        #expect(pace.update(end: 2000, audience: cut, now: 10 * second) == .unattended)
        #expect(pace.update(end: full, audience: cut, now: 11 * second) == .paused)
        #expect(pace.update(end: full, audience: cut, now: 14 * second) == nil)
        #expect(pace.update(end: full, audience: cut, now: 15 * second) == .unattended)
    }

    @Test func comingBackWithinTheGraceStartsFromTheNewReach() {
        var pace = pace()
        _ = pace.update(end: 0, audience: .attended(reach: 10, window: 10), now: 0)
        _ = pace.update(end: 1 << 20, audience: .cutOff(at: 0, lostFrom: 0), now: 0)
        #expect(pace.pace == .paused)
        #expect(pace.update(end: 1 << 20, audience: .attended(reach: 1 << 21, window: 10), now: 1) == .free)
    }

    @Test func aTerminalWaitsForTheModelOfItsScreen() {
        var pace = pace()
        let half: UInt64 = 256 * 1024
        let audience = OutputPace.Audience.attended(reach: 1 << 40, window: 1000)
        #expect(pace.update(end: 0, audience: audience, now: 0) == .free)
        #expect(pace.update(end: 1 << 20, unfed: half, audience: audience, now: 0) == nil)
        #expect(pace.update(end: 1 << 20, unfed: half + 1, audience: audience, now: 0) == .paused)
        #expect(pace.update(end: 1 << 20, unfed: half / 2 + 1, audience: audience, now: 0) == nil)
        #expect(pace.update(end: 1 << 20, unfed: half / 2, audience: audience, now: 0) == .free)
        #expect(pace.update(end: 1 << 20, unfed: half + 1, audience: .nobody, now: 0) == .paused)
        #expect(pace.update(end: 1 << 20, audience: .nobody, now: 0) == .unattended)
    }

    /// It once went on waiting for a viewer that had all there was, less than what it acknowledges at once.
    @Test func whatTheModelHeldUpDoesNotWaitForAViewer() {
        var pace = pace()
        #expect(pace.update(end: 300_000, unfed: 300_000, audience: .nobody, now: 0) == .paused)
        let audience = OutputPace.Audience.attended(reach: 310_000, window: 64_000)
        #expect(pace.update(end: 300_000, unfed: 200_000, audience: audience, now: 0) == nil)
        #expect(pace.update(end: 300_000, audience: audience, now: 0) == .free)
    }
}
