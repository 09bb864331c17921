import NIOCore
import TestKit
import Testing
import WebSockets

struct WebSocketTimeTests {
    private func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

    private func started() -> WebSocketConnection {
        var connection = WebSocketConnection()
        connection.start(now: at(0))
        return connection
    }

    private let ping = WebSocketConnection.TimerAction.ping(frame: ByteBuffer(bytes: [0x89, 0]))
    private let dead = WebSocketConnection.TimerAction.drop(
        event: .closed(code: nil, reason: "pings were not answered", clean: false))

    private func hear(_ connection: inout WebSocketConnection, at time: NIODeadline) {
        var bytes = ByteBuffer(bytes: ClientFrame(.pong).bytes)
        #expect(connection.receive(&bytes, now: time) == nil)
    }

    @Test func twoMissedPingsEndIt() {
        var connection = started()
        #expect(connection.deadline == at(20))
        #expect(connection.timerFired(now: at(19)) == nil)
        #expect(connection.timerFired(now: at(20)) == ping)
        #expect(connection.timerFired(now: at(40)) == ping)
        #expect(connection.timerFired(now: at(60)) == dead)
        #expect(connection.deadline == nil)
        #expect(connection.transportEnded(reason: "later") == nil)
    }

    @Test func anySignOfLifeStartsTheCountAgain() {
        var connection = started()
        for tick in stride(from: Int64(20), through: 400, by: 40) {
            #expect(connection.timerFired(now: at(tick)) == ping)
            #expect(connection.timerFired(now: at(tick + 20)) == ping)
            hear(&connection, at: at(tick + 21))
        }
    }

    @Test func silenceIsNotCountedWhileNobodyListens() {
        var connection = started()
        connection.listen(false)
        for tick in stride(from: Int64(20), through: 400, by: 20) {
            #expect(connection.timerFired(now: at(tick)) == ping)
        }
        connection.listen(true)
        #expect(connection.timerFired(now: at(420)) == ping)
        #expect(connection.timerFired(now: at(440)) == ping)
        #expect(connection.timerFired(now: at(460)) == dead)
    }

    @Test func aCloseThatIsNotAnswered() {
        var connection = started()
        _ = connection.close(code: 1000, reason: "", now: at(5))
        #expect(connection.deadline == at(7))
        #expect(connection.timerFired(now: at(6)) == nil)
        #expect(
            connection.timerFired(now: at(7))
                == .drop(event: .closed(code: nil, reason: "the close frame was not answered", clean: false)))
    }

    @Test func aPeerThatDoesNotHangUpIsDroppedWithoutASecondEvent() {
        var connection = started()
        var bytes = ByteBuffer(bytes: ClientFrame(.close).bytes)
        guard case .end? = connection.receive(&bytes, now: at(1)) else {
            Issue.record("not closed")
            return
        }
        #expect(connection.timerFired(now: at(3)) == .drop(event: nil))
        #expect(connection.deadline == nil)
    }
}
