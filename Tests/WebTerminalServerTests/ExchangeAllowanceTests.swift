import NIOCore
import NIOHTTP1
import TerminalProtocol
import Testing

@testable import WebTerminalServer

@Suite struct ExchangeAllowanceTests {
    private static let files = "/api/v1/sessions/AAAAAAAAAAAAAAAAAAAAAA/files"
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    private static func allowance(_ method: HTTPMethod, _ path: String) -> ExchangeAllowance {
        ExchangeAllowance(method, path: path, maxUploadBytes: 1_000_000)
    }

    @Test func filesMayBeLong() {
        #expect(Self.allowance(.PUT, Self.files).bodyBytes == 1_000_000)
        #expect(Self.allowance(.POST, Self.files).bodyBytes == 1_000_000 + HTTPLimits.formBytes)
        #expect(Self.allowance(.PUT, Self.files).isTransfer && Self.allowance(.POST, Self.files).isTransfer)
        #expect(Self.allowance(.PUT, Self.files).refusal.status == 413)
        #expect(Self.allowance(.PUT, Self.files).refusal.body.code == .quotaExceeded)
        let download = Self.allowance(.GET, Self.files + "/download")
        #expect(download.isTransfer && download.bodyBytes == HTTPLimits.requestBodyBytes)
    }

    @Test(
        arguments: [
            (.GET, files), (.PATCH, files), (.DELETE, files), (.PUT, files + "/download"), (.POST, files + "/download"),
            (.POST, "/api/v1/sessions"), (.PUT, "/api/v1/sessions/x"), (.PUT, "/api/v1/sessions/x/input"),
            (.PUT, "/api/v1/sessions/files"), (.PUT, "/files"), (.PUT, "/api/v1/other/x/files"),
            (.PUT, "/api/v2/sessions/x/files"),
            (.PUT, "/x" + files), (.PUT, files + "/x"), (.PUT, files + "x"), (.PUT, "/"),
        ] as [(HTTPMethod, String)])
    func nothingElse(method: HTTPMethod, path: String) {
        #expect(Self.allowance(method, path) == ExchangeAllowance())
        #expect(Self.allowance(method, path).refusal.body.code == .payloadTooLarge)
    }

    private func exchanging(_ allowance: ExchangeAllowance) -> HTTPConnectionState {
        var state = HTTPConnectionState(now: start)
        _ = state.headReceived(isKeptAlive: true, now: start)
        state.allow(allowance, now: start)
        return state
    }

    @Test func aTransferMayTakeLongAsLongAsItMoves() {
        var state = exchanging(ExchangeAllowance(.PUT, path: Self.files, maxUploadBytes: 2_500_000))
        #expect(state.deadline == start + HTTPLimits.transferStallTimeout)
        var now = start
        for _ in 0..<10 {
            now = now + .seconds(50)
            #expect(!state.isOverdue(now: now))
            // A little more than what has to move.
            #expect(state.bodyReceived(bytes: 250_000, now: now) == .forward)
            #expect(state.deadline == now + HTTPLimits.transferStallTimeout)
        }
        #expect(state.isOverdue(now: now + HTTPLimits.transferStallTimeout))
        #expect(state.bodyReceived(bytes: 1, now: now) == .refuse)
    }

    @Test func aTransferMayNotTrickle() {
        var state = exchanging(Self.allowance(.GET, Self.files + "/download"))
        _ = state.requestEnded(now: start)
        _ = state.answerBegins(status: 200)
        var now = start
        while !state.isOverdue(now: now), now < start + .hours(2) {
            // One byte in time, each time.
            _ = state.answerContinues(bytes: 1, now: now)
            now = now + .seconds(30)
        }
        #expect(now <= start + HTTPLimits.exchangeTimeout + .seconds(30))
    }

    @Test func everythingElseHasItsTime() {
        var state = exchanging(ExchangeAllowance())
        _ = state.bodyReceived(bytes: 60_000, now: start + .seconds(100))
        #expect(state.deadline == start + HTTPLimits.exchangeTimeout)
    }
}
