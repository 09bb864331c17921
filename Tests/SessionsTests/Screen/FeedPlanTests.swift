import Testing

@testable import Sessions

@Suite struct FeedPlanTests {
    private let plan = FeedPlan(logCapacity: 512 * 1024)

    @Test func whatComesLastIsFedAtOnce() {
        #expect(plan.choice(batch: 1, unfed: 1) == .now)
        #expect(plan.choice(batch: 500, unfed: 2 * 1024) == .now)
    }

    @Test func aFloodIsLeftToOthers() {
        #expect(plan.choice(batch: 4095, unfed: 4095) == .later)
        #expect(plan.choice(batch: 1, unfed: 100_000) == .later)
    }

    @Test func nothingIsForgottenThatTheModelHasNotSeen() {
        #expect(!plan.mustCatchUp(before: 64 * 1024, unfed: 448 * 1024))
        #expect(plan.mustCatchUp(before: 64 * 1024, unfed: 448 * 1024 + 1))
        // With a level model there is nothing to catch up with, whatever comes.
        #expect(!plan.mustCatchUp(before: 1_000_000, unfed: 0))
    }
}
