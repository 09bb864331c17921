import Testing

@testable import Sessions

@Suite struct EchoProbeTests {
    private let millisecond: Int64 = 1_000_000

    @Test func aKeystrokeAndItsEcho() {
        var probe = EchoProbe()
        probe.typed(1, now: 100 * millisecond)
        #expect(probe.printed(now: 101 * millisecond) == 100 * millisecond)
        #expect(probe.printed(now: 102 * millisecond) == nil, "an echo comes once")
    }

    @Test func outputThatNobodyTypedForIsNoEcho() {
        var probe = EchoProbe()
        #expect(probe.printed(now: 5) == nil)
        // The session prints by itself.
        probe.typed(1, now: 5 + EchoProbe.quiet - 1)
        #expect(probe.printed(now: 6 + EchoProbe.quiet) == nil)
        probe.typed(1, now: 6 + 2 * EchoProbe.quiet)
        #expect(probe.printed(now: 7 + 2 * EchoProbe.quiet) == 6 + 2 * EchoProbe.quiet)
    }

    @Test func aPasteIsNoKeystroke() {
        var probe = EchoProbe()
        for bytes in [0, EchoProbe.keystrokeBytes + 1, 1 << 20] {
            probe.typed(bytes, now: 0)
            #expect(probe.printed(now: 1) == nil)
            probe = EchoProbe()
        }
        probe.typed(EchoProbe.keystrokeBytes, now: 0)
        #expect(probe.printed(now: 1) == 0)
    }

    @Test func ofSeveralKeystrokesTheFirstCounts() {
        var probe = EchoProbe()
        probe.typed(1, now: 0)
        probe.typed(1, now: 50 * millisecond)
        #expect(probe.printed(now: 60 * millisecond) == 0)
    }

    @Test func whatComesLateIsNoEcho() {
        var probe = EchoProbe()
        probe.typed(1, now: 0)
        #expect(probe.printed(now: EchoProbe.patience) == 0)
        probe.typed(1, now: 10 * EchoProbe.patience)
        #expect(probe.printed(now: 11 * EchoProbe.patience + 1) == nil)
        // After a password, whose keys have no echo, the next key counts again.
        probe.typed(1, now: 20 * EchoProbe.patience)
        probe.typed(1, now: 30 * EchoProbe.patience)
        #expect(probe.printed(now: 30 * EchoProbe.patience + 1) == 30 * EchoProbe.patience)
    }
}
