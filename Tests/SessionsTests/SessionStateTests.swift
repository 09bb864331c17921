import NIOCore
import PseudoTerminal
import TerminalProtocol
import TestKit
import Testing

@testable import Sessions

/// A viewer that only remembers what it was told.
final class SilentViewer: Viewer {
    func outputAvailable() {}
    func inputDrained() {}
    func tell(_ message: ServerMessage, of session: SessionID) {}
    func disconnect(_ code: CloseCode, reason: String, from session: SessionID) {}
}

@Suite struct SessionStateTests {
    private func state(log: Int = 4096, window: Int = 1024, grace: Int = 5) throws -> SessionState {
        var settings = SessionSettings()
        settings.outputLogBytes = log
        settings.flowControlWindowBytes = window
        settings.resumeGraceSeconds = grace
        var state = SessionState(settings: settings, size: try #require(TerminalSize(cols: 80, rows: 24)), now: 0)
        // The model of the screen is ahead of everything.
        #expect(state.fed(to: .max, now: 0) == nil)
        return state
    }

    private func print(_ count: Int, into state: inout SessionState, now: Int64 = 0) -> SessionState.Effects {
        [UInt8](repeating: 0x78, count: count).withUnsafeBytes { state.output($0, now: now) }
    }

    private func attach(
        _ state: inout SessionState, mode: ViewerMode = .control, flowControl: FlowControl = .ack,
        offset: UInt64? = nil, now: Int64 = 0
    ) throws -> ViewerAttachment {
        let admitted = state.attach(SilentViewer(), mode: mode, flowControl: flowControl, offset: offset, now: now)
        return try #require(admitted?.0)
    }

    @Test func theFirstViewerSeesEverythingLive() throws {
        var state = try state()
        _ = print(100, into: &state)
        let attachment = try attach(&state)
        #expect(attachment.offset == 0)
        #expect(state.pull(attachment.viewer, now: 0).0 == .bytes(offset: 0, count: 100))
        let second = try attach(&state)
        #expect(second.offset == 100 && !second.resumed)
        #expect(state.pull(second.viewer, now: 0).0 == .draw(.attached))
    }

    @Test func anOffsetThatIsRetainedResumesAndOneThatIsGoneSaysSo() throws {
        var state = try state(log: 1000)
        _ = print(5000, into: &state)
        let resumed = try attach(&state, offset: 4500)
        #expect(resumed.resumed && resumed.offset == 4500)
        let lost = try attach(&state, offset: 3999)
        #expect(!lost.resumed && lost.offset == 5000)
        #expect(state.pull(lost.viewer, now: 0).0 == .draw(.attached))
        let atTheEnd = try attach(&state, offset: 5000)
        #expect(atTheEnd.resumed && atTheEnd.offset == 5000)
        #expect(state.attach(SilentViewer(), mode: .control, flowControl: .ack, offset: 5001, now: 0) == nil)
    }

    @Test func aViewerIsToldOnceUntilItPulls() throws {
        var state = try state()
        let viewer = try attach(&state).viewer
        #expect(print(10, into: &state).notify.count == 1)
        #expect(print(10, into: &state).notify.isEmpty)
        #expect(state.pull(viewer, now: 0).0 == .bytes(offset: 0, count: 20))
        #expect(state.pull(viewer, now: 0).0 == .nothing)
        #expect(print(1, into: &state).notify.count == 1)
    }

    @Test func aLoneViewerWithoutCreditPausesItsShellAndItsAcknowledgementResumesIt() throws {
        var state = try state(log: 4096, window: 1024)
        let viewer = try attach(&state).viewer
        #expect(print(1024, into: &state).pace == .paused)
        #expect(state.pull(viewer, now: 0).0 == .bytes(offset: 0, count: 1024))
        #expect(print(300, into: &state).notify.isEmpty)
        #expect(state.acknowledge(viewer, offset: 511, now: 0)?.pace == nil)
        let effects = state.acknowledge(viewer, offset: 812, now: 0)
        #expect(effects?.pace == .free)
        #expect(effects?.notify.count == 1)
        #expect(state.pull(viewer, now: 0).0 == .bytes(offset: 1024, count: 300))
    }

    @Test func acknowledgingWhatWasNeverSentIsRefused() throws {
        var state = try state()
        let viewer = try attach(&state).viewer
        _ = print(10, into: &state)
        #expect(state.acknowledge(viewer, offset: 1, now: 0) == nil)
        _ = state.pull(viewer, now: 0)
        #expect(state.acknowledge(viewer, offset: 11, now: 0) == nil)
        #expect(state.acknowledge(viewer, offset: 10, now: 0) != nil)
        #expect(state.acknowledge(viewer, offset: 3, now: 0) != nil)
    }

    @Test func aStuckViewerStopsNobodyAndStartsAfreshWhenItComesBack() throws {
        var state = try state(log: 4096, window: 1024)
        let stuck = try attach(&state, offset: 0).viewer
        let quick = try attach(&state, offset: 0).viewer
        var quickHas: UInt64 = 0
        for _ in 0..<50 {
            #expect(print(500, into: &state).pace != .paused)
            while case .bytes(let offset, let count) = state.pull(quick, now: 0).0 {
                #expect(offset == quickHas)
                quickHas += UInt64(count)
                _ = state.acknowledge(quick, offset: quickHas, now: 0)
            }
        }
        #expect(quickHas == 25_000)
        // It has been sent nothing, so it has room.
        #expect(state.pull(stuck, now: 0).0 == .draw(.fellBehind))
        #expect(state.pull(stuck, now: 0).0 == .nothing)
        _ = state.drawn(try picture(100_000, at: 25_000), for: stuck, now: 0)
        guard case .snapshot(25_000, 100_000, _, .fellBehind) = state.pull(stuck, now: 0).0 else {
            Issue.record("no snapshot")
            return
        }
        for part in [65_536, 34_464] {
            guard case .paint(let bytes) = state.pull(stuck, now: 0).0 else {
                Issue.record("no picture")
                return
            }
            #expect(bytes.readableBytes == part)
        }
        _ = print(10, into: &state)
        #expect(state.pull(stuck, now: 0).0 == .bytes(offset: 25_000, count: 10))
    }

    private func picture(_ count: Int, at offset: UInt64, mark: UInt64 = 0) throws -> ScreenPicture {
        ScreenPicture(
            bytes: ByteBuffer(repeating: 0x78, count: count), offset: offset,
            size: try #require(TerminalSize(cols: 80, rows: 24)), mark: mark)
    }

    /// Whoever does not look at one picture gets no other, or a slow link would see nothing but beginnings.
    @Test func aPictureIsSeenBeforeTheNext() throws {
        var state = try state(log: 4096, window: 1024)
        _ = try attach(&state)
        let late = try attach(&state, mode: .view, offset: 0).viewer
        _ = print(5000, into: &state)
        #expect(state.pull(late, now: 0).0 == .draw(.fellBehind))
        _ = state.drawn(try picture(10, at: 5000), for: late, now: 0)
        _ = state.pull(late, now: 0)
        _ = state.pull(late, now: 0)
        _ = print(5000, into: &state)
        #expect(state.pull(late, now: 0).0 == .nothing)
        #expect(state.acknowledge(late, offset: 5000, now: 0)?.notify.count == 1)
        #expect(state.pull(late, now: 0).0 == .draw(.fellBehind))
    }

    @Test func anInterruptReplacesWhatIsUnseenOfALoneViewerToo() throws {
        var state = try state(log: 256 * 1024, window: 64 * 1024)
        let viewer = try attach(&state).viewer
        #expect(state.repaint(viewer, .interrupt, now: 0).notify.isEmpty, "it has seen everything")
        #expect(print(64 * 1024, into: &state).pace == .paused)
        #expect(state.repaint(viewer, .interrupt, now: 0).pace == .free)
        #expect(state.pull(viewer, now: 0).0 == .draw(.interrupt))
        _ = state.drawn(try picture(10, at: 65_600), for: viewer, now: 0)
    }

    /// The picture that is just being made does not show what became of it.
    @Test func anInterruptDuringAPictureIsNotLost() throws {
        var state = try state(log: 256 * 1024, window: 64 * 1024)
        let viewer = try attach(&state).viewer
        _ = print(64 * 1024, into: &state)
        _ = state.repaint(viewer, .requested, now: 0)
        #expect(state.pull(viewer, now: 0).0 == .draw(.requested))
        _ = print(64 * 1024, into: &state)
        _ = state.repaint(viewer, .interrupt, now: 0)
        _ = state.drawn(try picture(10, at: 64 * 1024), for: viewer, now: 0)
        guard case .snapshot(_, _, _, .requested) = state.pull(viewer, now: 0).0 else {
            Issue.record("the picture is not announced")
            return
        }
        guard case .paint = state.pull(viewer, now: 0).0 else {
            Issue.record("the picture is not sent")
            return
        }
        #expect(state.pull(viewer, now: 0).0 == .draw(.interrupt))
        _ = state.drawn(try picture(10, at: 128 * 1024), for: viewer, now: 0)
        _ = state.pull(viewer, now: 0)
        _ = state.pull(viewer, now: 0)
        #expect(state.pull(viewer, now: 0).0 == .nothing)
    }

    @Test func aSizeComesInItsPlaceToEverybody() throws {
        var state = try state()
        let first = try attach(&state).viewer
        let second = try attach(&state, mode: .view, offset: 0).viewer
        let wide = try #require(TerminalSize(cols: 100, rows: 24))
        _ = print(10, into: &state)
        #expect(state.resize(to: wide) == true)
        #expect(state.resize(to: wide) == false)
        _ = print(10, into: &state)
        for viewer in [first, second] {
            #expect(state.pull(viewer, now: 0).0 == .bytes(offset: 0, count: 10))
            #expect(state.pull(viewer, now: 0).0 == .resized(wide))
            #expect(state.pull(viewer, now: 0).0 == .bytes(offset: 10, count: 10))
        }
        let back = try attach(&state, mode: .view, offset: 5)
        #expect(back.size.cols == 80)
        #expect(state.pull(back.viewer, now: 0).0 == .bytes(offset: 5, count: 5))
        #expect(state.pull(back.viewer, now: 0).0 == .resized(wide))
    }

    /// Each size leaves its mark on a screen, so nobody may miss one.
    @Test func whoComesBackAfterSeveralSizesGetsThePicture() throws {
        var state = try state()
        let first = try attach(&state).viewer
        _ = print(10, into: &state)
        _ = state.resize(to: try #require(TerminalSize(cols: 100, rows: 24)))
        let once = try attach(&state, offset: 10)
        #expect(once.resumed && once.size.cols == 100)
        _ = state.resize(to: try #require(TerminalSize(cols: 60, rows: 24)))
        #expect(state.settleSize(of: once.viewer) == nil)
        let twice = try attach(&state, offset: 10)
        #expect(!twice.resumed)
        #expect(state.pull(twice.viewer, now: 0).0 == .draw(.attached))
        #expect(try attach(&state, offset: 5).resumed)
        _ = first
    }

    @Test func theSizeIsThatOfTheControlViewerWhoWasActiveLast() throws {
        var state = try state()
        let small = try #require(TerminalSize(cols: 40, rows: 20))
        let large = try #require(TerminalSize(cols: 200, rows: 50))
        let phone = try attach(&state).viewer
        let desk = try attach(&state).viewer
        #expect(state.act(phone, wish: small) == small)
        #expect(state.act(desk, wish: large) == large)
        #expect(state.act(desk, wish: nil) == nil, "it is the active one")
        #expect(state.act(phone, wish: nil) == small)
        #expect(state.isActive(phone) && !state.isActive(desk))
        _ = state.detach(phone, cutOff: false, now: 0)
        #expect(state.wantedSize == large)
        #expect(state.isActive(desk), "now that the other one is gone")
        let looker = try attach(&state, mode: .view).viewer
        #expect(state.act(looker, wish: small) == nil)
    }

    @Test func anEndedSessionIsOnlyLookedAt() throws {
        var state = try state()
        _ = print(10, into: &state)
        _ = state.exited(.exited(code: 0))
        #expect(try attach(&state).mode == .view)
        let wide = try #require(TerminalSize(cols: 100, rows: 24))
        #expect(state.resize(to: wide) == false)
    }

    @Test func theExitComesAfterTheLastByteAndOnce() throws {
        var state = try state(window: 1024)
        let viewer = try attach(&state).viewer
        _ = print(1500, into: &state)
        #expect(state.exited(.exited(code: 3)).notify.isEmpty, "it knows already that there is something")
        #expect(state.pull(viewer, now: 0).0 == .bytes(offset: 0, count: 1024))
        #expect(state.pull(viewer, now: 0).0 == .nothing)
        _ = state.acknowledge(viewer, offset: 1024, now: 0)
        #expect(state.pull(viewer, now: 0).0 == .bytes(offset: 1024, count: 476))
        #expect(state.pull(viewer, now: 0).0 == .exited(.exited(code: 3), offset: 1500))
        #expect(state.pull(viewer, now: 0).0 == .nothing)
        let late = try attach(&state, mode: .view, offset: 0).viewer
        #expect(state.pull(late, now: 0).0 == .bytes(offset: 0, count: 1024))
    }

    @Test func onlyControlViewersPaceTheShell() throws {
        var state = try state(log: 4096, window: 1024)
        _ = try attach(&state, mode: .view)
        for _ in 0..<20 { #expect(print(1000, into: &state).pace == nil) }
    }

    /// A viewer that is cut off again and again under a flood that is paused only when the session says so, and
    /// that comes back within the grace, gets every byte exactly once.
    @Test(arguments: 0..<200) func nothingIsLostOrRepeatedOverCuts(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        var state = try state(log: 256 * 1024, window: Int(random.next() % 100_000) + 1)
        var now: Int64 = 0
        var isPaused = false
        func follow(_ pace: Pace?) { if let pace { isPaused = pace == .paused } }
        var attachment = try attach(&state)
        follow(.free)
        var received: UInt64 = 0
        var acknowledged: UInt64 = 0
        for _ in 0..<600 {
            now += 1_000_000
            follow(state.tick(now: now).pace)
            switch random.next() % 10 {
            case 0...3:
                if !isPaused { follow(print(Int(random.next() % 32_768), into: &state, now: now).pace) }
            case 4...6:
                let (pulled, pace) = state.pull(attachment.viewer, now: now)
                follow(pace)
                if case .bytes(let offset, let count) = pulled {
                    #expect(offset == received)
                    received += UInt64(count)
                } else {
                    #expect(pulled == .nothing)
                }
            case 7, 8:
                acknowledged += (received - acknowledged) / 2
                let effects = state.acknowledge(attachment.viewer, offset: acknowledged, now: now)
                follow(try #require(effects).pace)
            default:
                // What was on the way is lost with the connection.
                received = acknowledged + (received - acknowledged) * (random.next() % 3) / 2
                follow(state.detach(attachment.viewer, cutOff: true, now: now).pace)
                if !isPaused { follow(print(Int(random.next() % 32_768), into: &state, now: now).pace) }
                let admitted = state.attach(
                    SilentViewer(), mode: .control, flowControl: .ack, offset: received, now: now)
                let back = try #require(admitted)
                attachment = back.0
                follow(back.1.pace)
                #expect(attachment.resumed && attachment.offset == received)
                acknowledged = received
            }
        }
        #expect(received > 0)
    }
}
