import Testing

@testable import WebTerminalServer

@Suite struct TokenExpiryTests {
    @Test func aLongLivedTokenIsLookedAtEveryMinute() {
        var expiry = TokenExpiry(expiresAt: 10_000)
        #expect(expiry.next(now: 0) == .wait(seconds: 60))
        #expect(expiry.next(now: 9_900) == .wait(seconds: 40))
    }

    @Test func theClientIsWarnedOnceAndThenItIsOver() {
        var expiry = TokenExpiry(expiresAt: 10_000)
        #expect(expiry.next(now: 9_940) == .warn(secondsLeft: 60, recheck: 60))
        #expect(expiry.next(now: 9_990) == .wait(seconds: 10))
        #expect(expiry.next(now: 10_000) == .expired)
        #expect(expiry.next(now: 20_000) == .expired)
    }

    @Test func aTokenThatIsNearlyOverIsWarnedOfAtOnce() {
        var expiry = TokenExpiry(expiresAt: 10)
        #expect(expiry.next(now: 7.5) == .warn(secondsLeft: 2, recheck: 2.5))
    }

    /// The wall clock is set back: the warning stands, and the end is waited for again in steps.
    @Test func aClockThatIsSetBackOnlyMakesItWaitLonger() {
        var expiry = TokenExpiry(expiresAt: 10_000)
        _ = expiry.next(now: 9_970)
        #expect(expiry.next(now: 5_000) == .wait(seconds: 60))
        #expect(expiry.next(now: 9_980) == .wait(seconds: 20))
    }
}
