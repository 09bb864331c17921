import Sessions
import Synchronization
import TerminalProtocol
import TestKit
import Testing

@testable import WebTerminalServer

@Suite(.timeLimit(.minutes(1))) struct DeparturesTests {
    @Test func whoGoesIsNotWaitedFor() async throws {
        let departures = Departures()
        async let answer = departures.cancelling("one") {
            try? await Task.sleep(for: .seconds(3600))
            return Task.isCancelled
        }
        try await TestKit.eventually("it waits") { departures.count == 1 }
        departures.left("another")
        #expect(departures.count == 1)
        departures.left("one")
        #expect(try await answer)
        #expect(departures.count == 0)
    }

    @Test func whatIsAnsweredIsForgotten() async throws {
        let departures = Departures()
        #expect(try await departures.cancelling("one") { 1 } == 1)
        await #expect(throws: CancellationError.self) {
            try await departures.cancelling("two") { throw CancellationError() }
        }
        #expect(departures.count == 0)
        departures.left("one")
    }

    /// Whoever waited with a link that was revoked meanwhile got his answer all the same, a minute later.
    @Test func whoMayNotBeHereAnyMoreIsToldSo() async throws {
        let departures = Departures()
        let isRevoked = Atomic(false)
        let standing = Standing { isRevoked.load(ordering: .relaxed) ? .unauthorized : nil }
        async let answer: Void = Standing.$current.withValue(standing) {
            try await departures.cancelling("one") { try? await Task.sleep(for: .seconds(3600)) }
        }
        async let other = departures.cancelling("two") {
            try? await Task.sleep(for: .seconds(3600))
            return Task.isCancelled
        }
        try await TestKit.eventually("both wait") { departures.count == 2 }
        departures.review()
        #expect(departures.count == 2)
        isRevoked.store(true, ordering: .relaxed)
        departures.review()
        // Not within the macro, which cannot capture it.
        var refusal: ErrorResponse?
        do { _ = try await answer } catch { refusal = error as? ErrorResponse }
        #expect(refusal?.status == 401)
        #expect(departures.count == 1)
        departures.left("two")
        #expect(try await other)
    }

    /// What is revoked between the look at the token and the beginning of the wait, nobody could tell the wait.
    @Test func whoIsGoneBeforeTheWaitDoesNotWait() async throws {
        let departures = Departures()
        await #expect(throws: ErrorResponse.self) {
            try await Standing.$current.withValue(Standing { .unauthorized }) {
                try await departures.cancelling("one") { try? await Task.sleep(for: .seconds(3600)) }
            }
        }
        #expect(departures.count == 0)
    }

    /// With one link to look on, all the waits that a session has could be taken, and its owner could run no command.
    @Test func guestsLeaveRoomForOthers() async throws {
        let departures = Departures()
        let session = SessionID.random()
        @Sendable func wait(_ number: Int, by standing: Standing) async throws {
            try await Standing.$current.withValue(standing) {
                try await departures.cancelling("\(number)") { try? await Task.sleep(for: .seconds(3600)) }
            }
        }
        let guest = Standing(sharedSession: session) { nil }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<Departures.maximumGuests { group.addTask { try await wait(number, by: guest) } }
            try await TestKit.eventually("they wait") { departures.count == Departures.maximumGuests }
            let error = await #expect(throws: ErrorBody.self) { try await wait(-1, by: guest) }
            #expect(error?.code == .quotaExceeded && error?.details["scope"] == "waiting")
            // Those of another session, and those who are no guests.
            group.addTask { try await wait(-2, by: Standing(sharedSession: .random()) { nil }) }
            group.addTask { try await wait(-3, by: Standing { nil }) }
            try await TestKit.eventually("these as well") { departures.count == Departures.maximumGuests + 2 }
            group.cancelAll()
        }
    }
}
