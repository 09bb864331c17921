import TerminalProtocol
import Testing

@testable import Sessions

@Suite struct SessionLifetimeTests {
    private let second: Int64 = 1_000_000_000

    private func lifetime(timeout: Int = 100, warning: Int = 10, age: Int = 1000) -> SessionLifetime {
        var settings = SessionSettings()
        settings.timeoutSeconds = timeout
        settings.timeoutWarningSeconds = warning
        settings.maxDurationSeconds = age
        return SessionLifetime(settings: settings, now: 0)
    }

    @Test func anIdleSessionIsWarnedOnceAndThenEnds() {
        var lifetime = lifetime()
        #expect(lifetime.verdict(now: 89 * second) == .goOn)
        #expect(lifetime.verdict(now: 90 * second) == .warn(.idleTimeout(seconds: 10)))
        #expect(lifetime.verdict(now: 95 * second) == .goOn)
        #expect(lifetime.verdict(now: 100 * second) == .end(.idleTimeout))
    }

    @Test func activityTakesTheWarningBack() {
        var lifetime = lifetime()
        #expect(lifetime.verdict(now: 90 * second) == .warn(.idleTimeout(seconds: 10)))
        lifetime.touch(now: 91 * second)
        #expect(lifetime.verdict(now: 150 * second) == .goOn)
        #expect(lifetime.verdict(now: 181 * second) == .warn(.idleTimeout(seconds: 10)))
    }

    @Test func ageEndsABusySession() {
        var lifetime = lifetime()
        lifetime.touch(now: 989 * second)
        #expect(lifetime.verdict(now: 990 * second) == .warn(.maxDuration(seconds: 10)))
        lifetime.touch(now: 999 * second)
        #expect(lifetime.verdict(now: 999 * second) == .goOn)
        #expect(lifetime.verdict(now: 1000 * second) == .end(.maxDuration))
    }

    @Test func zeroMeansNever() {
        var lifetime = lifetime(timeout: 0, age: 0)
        #expect(lifetime.endsAt == nil)
        #expect(lifetime.verdict(now: .max / 2) == .goOn)
    }

    @Test func theEndIsTheNearerOfTheTwo() {
        var lifetime = lifetime()
        #expect(lifetime.endsAt == 100 * second)
        lifetime.touch(now: 950 * second)
        #expect(lifetime.endsAt == 1000 * second)
    }
}
