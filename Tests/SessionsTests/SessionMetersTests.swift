import NIOCore
import NIOEmbedded
import PseudoTerminal
import Synchronization
import TerminalProtocol
import Testing

@testable import Sessions

@Suite struct SessionMetersTests {
    private let clock = HandClock()
    private let spawner = FakeSpawner()

    @Test func aPauseIsCountedUpToNow() {
        var pause = PauseClock()
        #expect(pause.take(now: 10) == 0)
        pause.changed(to: .paused, now: 10)
        #expect(pause.take(now: 15) == 5)
        #expect(pause.take(now: 15) == 0)
        pause.changed(to: .free, now: 25)
        pause.changed(to: .unattended, now: 30)
        #expect(pause.take(now: 40) == 10)
    }

    @Test func bytesEchoesAndPausesAddUp() async throws {
        let echoes = Mutex<[Int64]>([])
        let meters = SessionMeters { nanoseconds in echoes.withLock { $0.append(nanoseconds) } }
        var settings = SessionSettings()
        settings.flowControlWindowBytes = 1000
        let registry = SessionRegistry(
            settings: settings, limits: SessionLimits(), spawner: spawner, eventLoops: NIOAsyncTestingEventLoop(),
            clocks: clock.clocks, meters: meters)
        let session = try await registry.create(for: "alice", SessionRequest())
        let terminal = try #require(spawner.terminals.first)
        let size = try #require(TerminalSize(cols: 80, rows: 24))
        let attachment = try session.attach(
            SilentViewer(), mode: .control, flowControl: .ack, size: size, offset: nil)
        let looker = try session.attach(SilentViewer(), mode: .view, flowControl: .ack, size: size, offset: nil)

        clock.advance(seconds: 1)
        #expect(session.input(attachment.viewer, ByteBuffer(string: "ls")) == .accepted)
        #expect(session.input(looker.viewer, ByteBuffer(string: "denied")) == .denied)
        terminal.print("ls")
        #expect(meters.typedBytes.load(ordering: .relaxed) == 2)
        #expect(meters.printedBytes.load(ordering: .relaxed) == 2)
        #expect(echoes.withLock { $0 } == [0], "the clock stands still")

        // More than the viewer has room for: nobody reads the terminal until it has acknowledged.
        terminal.print(String(repeating: "x", count: 1000))
        clock.advance(seconds: 3)
        let measured = session.measure()
        #expect(measured.viewers == 2 && measured.isRunning)
        #expect(measured.typedBytes == 2 && measured.printedBytes == 1002)
        #expect(measured.memoryBytes == session.summary().memoryBytes && measured.memoryBytes >= 1002)
        #expect(meters.pausedNanoseconds.load(ordering: .relaxed) == 3_000_000_000)
        _ = session.measure()
        #expect(meters.pausedNanoseconds.load(ordering: .relaxed) == 3_000_000_000)
        clock.advance(seconds: 2)
        terminal.exit(.exited(code: 0))
        clock.advance(seconds: 2)
        #expect(!session.measure().isRunning)
        #expect(meters.pausedNanoseconds.load(ordering: .relaxed) == 5_000_000_000)
    }
}
