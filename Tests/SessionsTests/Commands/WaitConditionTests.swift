import ShellIntegration
import Testing

@testable import Sessions

@Suite struct WaitConditionTests {
    private func verdict(
        _ condition: WaitCondition, now: Int64 = 1_000_000_000, lastActivity: Int64 = 0, isFound: Bool = false,
        _ change: (inout ShellView) -> Void = { _ in }
    ) -> WaitVerdict {
        var view = ShellView()
        change(&view)
        return condition.verdict(view, lastActivity: lastActivity, isFound: isFound, now: now)
    }

    @Test func prompt() {
        #expect(verdict(.prompt) == .notYet(until: nil))
        #expect(verdict(.prompt) { $0.phase = .running(1) } == .notYet(until: nil))
        #expect(verdict(.prompt) { $0.phase = .prompt } == .met)
        // Something was typed, and its end is what is waited for.
        #expect(
            verdict(.prompt) {
                $0.phase = .prompt
                $0.isTouched = true
            } == .notYet(until: nil))
        #expect(
            verdict(.prompt, now: 100) {
                $0.phase = .prompt
                $0.promptAt = 50
                $0.mayHaveLine = true
            } == .notYet(until: 50 + ShellView.settling))
        #expect(
            verdict(.prompt, now: 50 + ShellView.settling) {
                $0.phase = .prompt
                $0.promptAt = 50
                $0.mayHaveLine = true
            } == .met)
        #expect(verdict(.prompt) { $0.hasExited = true } == .never)
    }

    @Test func exit() {
        #expect(verdict(.exit) == .notYet(until: nil))
        #expect(verdict(.exit) { $0.hasExited = true } == .met)
    }

    @Test func idle() {
        #expect(verdict(.idle(100), now: 249, lastActivity: 150) == .notYet(until: 250))
        #expect(verdict(.idle(100), now: 250, lastActivity: 150) == .met)
        #expect(verdict(.idle(100), now: 200, lastActivity: 150) { $0.hasExited = true } == .met)
    }

    @Test func text() {
        #expect(verdict(.text("x", from: nil)) == .notYet(until: nil))
        #expect(verdict(.text("x", from: nil), isFound: true) { $0.hasExited = true } == .met)
        #expect(verdict(.text("x", from: nil)) { $0.hasExited = true } == .never)
    }
}
