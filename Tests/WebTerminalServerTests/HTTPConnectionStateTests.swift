import NIOCore
import Testing

@testable import WebTerminalServer

@Suite struct HTTPConnectionStateTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    /// A connection with a request on it whose head has come.
    private func exchanging(isKeptAlive: Bool = true) -> HTTPConnectionState {
        var state = HTTPConnectionState(now: start)
        state.bytesReceived(now: start)
        #expect(state.headReceived(isKeptAlive: isKeptAlive, now: start) == .forward)
        return state
    }

    @Test func oneExchangeAfterTheOther() {
        var state = HTTPConnectionState(now: start)
        for _ in 0..<3 {
            state.bytesReceived(now: start)
            #expect(state.headReceived(isKeptAlive: true, now: start) == .forward)
            #expect(state.bodyReceived(bytes: 10, now: start) == .forward)
            #expect(state.requestEnded(now: start) == .forward)
            #expect(state.answerBegins(status: 200) == .write(isLast: false))
            #expect(state.answerContinues(bytes: 1, now: start) == true)
            #expect(state.answerEnded(now: start) == .write)
            #expect(state.state == .idle)
        }
    }

    @Test func anAnswerMayComeBeforeTheRequestIsWhole() {
        var state = exchanging()
        #expect(state.answerBegins(status: 204) == .write(isLast: false))
        #expect(state.answerEnded(now: start) == .write)
        #expect(state.bodyReceived(bytes: 5, now: start) == .forward)
        #expect(state.requestEnded(now: start) == .forward)
        #expect(state.state == .idle)
    }

    @Test(arguments: [400, 401, 404, 500] as [UInt])
    func anErrorIsTheLastAnswer(status: UInt) {
        var state = exchanging()
        #expect(state.requestEnded(now: start) == .forward)
        #expect(state.answerBegins(status: status) == .write(isLast: true))
        #expect(state.answerEnded(now: start) == .writeAndClose)
        #expect(state.headReceived(isKeptAlive: true, now: start) == .drop)
        #expect(state.bodyReceived(bytes: 1, now: start) == .drop)
        #expect(state.answerBegins(status: 200) == .drop)
        #expect(state.answerContinues(bytes: 1, now: start) == false)
        #expect(state.answerEnded(now: start) == .drop)
        #expect(state.inputClosed() == .close)
    }

    @Test func theClientMayAskForTheEnd() {
        var state = exchanging(isKeptAlive: false)
        #expect(state.answerBegins(status: 200) == .write(isLast: true))
        #expect(state.answerEnded(now: start) == .writeAndClose)
    }

    @Test func aClientThatHasFinishedSendingGetsItsAnswer() {
        var state = exchanging()
        #expect(state.requestEnded(now: start) == .forward)
        #expect(state.inputClosed() == .forward)
        #expect(state.answerBegins(status: 200) == .write(isLast: true))
        #expect(state.answerEnded(now: start) == .writeAndClose)
    }

    @Test func aClientThatLeavesBetweenRequestsIsLetGo() {
        var state = HTTPConnectionState(now: start)
        #expect(state.inputClosed() == .close)
        state.bytesReceived(now: start)
        #expect(state.inputClosed() == .close)
    }

    @Test func aBodyHasABound() {
        var state = exchanging()
        #expect(state.bodyReceived(bytes: HTTPLimits.requestBodyBytes, now: start) == .forward)
        #expect(state.bodyReceived(bytes: 1, now: start) == .refuse)
        var answered = exchanging()
        #expect(answered.answerBegins(status: 200) == .write(isLast: false))
        #expect(answered.bodyReceived(bytes: HTTPLimits.requestBodyBytes + 1, now: start) == .close)
    }

    @Test func whatCannotBeParsedIsAnsweredOnceAtMost() {
        var fresh = HTTPConnectionState(now: start)
        #expect(fresh.parserFailed() == .refuse)
        fresh.startClosing(now: start)
        #expect(fresh.parserFailed() == .drop)
        var waiting = exchanging()
        #expect(waiting.parserFailed() == .refuse)
        var answered = exchanging()
        #expect(answered.answerBegins(status: 200) == .write(isLast: false))
        #expect(answered.parserFailed() == .close)
    }

    @Test func anUpgradeEndsHTTP() {
        var state = exchanging()
        #expect(state.requestEnded(now: start) == .forward)
        #expect(state.answerBegins(status: 101) == .write(isLast: false))
        #expect(state.answerEnded(now: start) == .write)
        #expect(state.deadline == nil)
        #expect(!state.isOverdue(now: .distantFuture))
        #expect(state.headReceived(isKeptAlive: true, now: start) == .drop)
    }

    @Test func timeIsLimitedEverywhere() {
        var state = HTTPConnectionState(now: start)
        #expect(state.deadline == start + HTTPLimits.idleTimeout)
        state.bytesReceived(now: start)
        #expect(state.deadline == start + HTTPLimits.headTimeout)
        // Further bytes of the same head win no time.
        state.bytesReceived(now: start + .seconds(5))
        #expect(state.deadline == start + HTTPLimits.headTimeout)
        #expect(!state.isOverdue(now: start + HTTPLimits.headTimeout - .nanoseconds(1)))
        #expect(state.isOverdue(now: start + HTTPLimits.headTimeout))
        #expect(state.headReceived(isKeptAlive: true, now: start) == .forward)
        #expect(state.deadline == start + HTTPLimits.exchangeTimeout)
        #expect(state.requestEnded(now: start) == .forward)
        #expect(state.answerBegins(status: 200) == .write(isLast: false))
        let end = start + .seconds(7)
        #expect(state.answerEnded(now: end) == .write)
        #expect(state.deadline == end + HTTPLimits.idleTimeout)
        state.startClosing(now: end)
        #expect(state.deadline == end + HTTPLimits.lingerTimeout)
        #expect(HTTPLimits.headTimeout <= .seconds(10))
    }
}
