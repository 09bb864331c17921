import NIOCore
import NIOEmbedded
import PseudoTerminal
import Synchronization
import TerminalProtocol
import Testing

@testable import Sessions

/// A clock that tests move by hand.
final class HandClock: Sendable {
    private let nanoseconds = Mutex<Int64>(0)

    var clocks: Clocks {
        Clocks(monotonic: { self.nanoseconds.withLock { $0 } }, wall: { 1_000 + self.seconds })
    }

    private var seconds: Double { Double(nanoseconds.withLock { $0 }) / 1e9 }

    func advance(seconds: Int64) { nanoseconds.withLock { $0 += seconds * 1_000_000_000 } }
}

/// A viewer that writes down what happens to it.
final class NotingViewer: Viewer {
    private let notes = Mutex<[String]>([])
    var seen: [String] { notes.withLock { $0 } }

    func outputAvailable() { note("output") }
    func inputDrained() { note("drained") }
    func tell(_ message: ServerMessage, of session: SessionID) { note("\(message)") }
    func disconnect(_ code: CloseCode, reason: String, from session: SessionID) {
        note("disconnect \(code.rawValue) \(reason)")
    }

    private func note(_ text: String) { notes.withLock { $0.append(text) } }
}

@Suite struct SessionRegistryTests {
    private let clock = HandClock()
    private let spawner = FakeSpawner()
    private let size = TerminalSize(cols: 80, rows: 24)

    private func registry(
        spawner: (any TerminalSpawner)? = nil,
        change: (inout SessionSettings, inout SessionLimits) -> Void = { _, _ in }
    ) -> SessionRegistry {
        var settings = SessionSettings()
        var limits = SessionLimits()
        change(&settings, &limits)
        return SessionRegistry(
            settings: settings, limits: limits, spawner: spawner ?? self.spawner,
            eventLoops: NIOAsyncTestingEventLoop(), clocks: clock.clocks)
    }

    private func attach(_ session: Session, _ viewer: any Viewer, mode: ViewerMode = .control) throws
        -> ViewerAttachment
    {
        try session.attach(viewer, mode: mode, flowControl: .ack, size: try #require(size), offset: nil)
    }

    private func output(of session: Session, for viewer: ViewerID) -> String {
        var text = ""
        while case .bytes(let frame)? = session.pull(viewer, header: { _, buffer in buffer.writeStaticString("|") }) {
            text += String(buffer: frame)
        }
        return text
    }

    @Test func twoHundredCreatesAtOnceLeaveExactlyTen() async {
        let registry = registry()
        let refused = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    do {
                        _ = try await registry.create(for: "alice", SessionRequest())
                        return false
                    } catch SessionError.userLimit(let limit) {
                        return limit == 10
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(refused == 190)
        #expect(registry.sessions(ownedBy: "alice").count == 10)
        #expect(registry.count == 10)
    }

    @Test func aFailedSpawnGivesItsPlaceBack() async {
        let failing = FakeSpawner(failure: SpawnError(reason: "exec", errno: 2, description: "cannot run /nope"))
        let registry = registry(spawner: failing) { _, limits in limits.maxSessionsPerUser = 1 }
        for _ in 0..<3 {
            await #expect {
                _ = try await registry.create(for: "alice", SessionRequest())
            } throws: { error in
                if case SessionError.spawn(let spawn)? = error as? SessionError {
                    spawn.reason == "exec"
                } else {
                    false
                }
            }
        }
    }

    @Test func aSessionIsFoundByIDAndByItsUser() async throws {
        let registry = registry()
        let session = try await registry.create(for: "alice", SessionRequest())
        #expect(registry.session(session.id) === session)
        #expect(registry.sessions(ownedBy: "bob").isEmpty)
    }

    @Test func anEndedSessionFreesItsPlaceLingersAndIsForgotten() async throws {
        let registry = registry { settings, limits in
            settings.lingerSeconds = 300
            limits.maxSessionsPerUser = 1
        }
        let first = try await registry.create(for: "alice", SessionRequest())
        spawner.terminals[0].print("bye")
        spawner.terminals[0].exit(.exited(code: 3))
        #expect(first.summary().status == .exited)
        #expect(first.summary().exit == .exited(code: 3))
        _ = try await registry.create(for: "alice", SessionRequest())
        #expect(registry.count == 2)
        clock.advance(seconds: 299)
        registry.sweep()
        #expect(registry.session(first.id) != nil)
        clock.advance(seconds: 1)
        registry.sweep()
        #expect(registry.session(first.id) == nil)
    }

    /// Otherwise a user who opens and leaves sessions in a loop would fill the memory with what they printed.
    @Test func endedSessionsAreBoundedToo() async throws {
        let registry = registry { _, limits in limits.maxSessionsPerUser = 3 }
        for index in 0..<20 {
            _ = try await registry.create(for: "alice", SessionRequest())
            clock.advance(seconds: 1)
            spawner.terminals[index].exit(.exited(code: 0))
        }
        #expect(registry.count == 3)
        #expect(registry.sessions(ownedBy: "alice").count == 3)
    }

    @Test func anIdleSessionWarnsItsViewersAndEndsWithItsReason() async throws {
        let registry = registry { settings, _ in
            settings.timeoutSeconds = 100
            settings.timeoutWarningSeconds = 10
        }
        let session = try await registry.create(for: "alice", SessionRequest())
        let viewer = NotingViewer()
        let attachment = try attach(session, viewer)
        clock.advance(seconds: 90)
        registry.sweep()
        #expect(viewer.seen.contains("\(ServerMessage.warning(.idleTimeout(seconds: 10)))"))
        clock.advance(seconds: 10)
        registry.sweep()
        #expect(spawner.terminals[0].isEnded)
        guard case .exited(_, _, let milliseconds, let ending)? = session.pull(attachment.viewer, header: { _, _ in })
        else {
            Issue.record("no exit")
            return
        }
        #expect(ending?.0 == .expired)
        #expect(milliseconds == 100_000)
    }

    @Test func viewersOfOneSessionGetTheSameBytesAndOnlyThoseInControlType() async throws {
        let session = try await registry().create(for: "alice", SessionRequest())
        let terminal = spawner.terminals[0]
        let first = try attach(session, NotingViewer()).viewer
        let second = try attach(session, NotingViewer(), mode: .view).viewer
        terminal.print("hello")
        #expect(output(of: session, for: first) == "|hello")
        #expect(output(of: session, for: second) == "|hello")
        guard case .denied = session.input(second, ByteBuffer(string: "rm")) else {
            Issue.record("a viewer typed")
            return
        }
        #expect(!session.signal(second, 2))
        #expect(!session.resize(second, to: try #require(TerminalSize(cols: 10, rows: 10))))
        guard case .accepted = session.input(first, ByteBuffer(string: "ls\r")) else {
            Issue.record("the owner could not type")
            return
        }
        #expect(terminal.typed == "ls\r")
    }

    @Test func inputThatTheShellDoesNotReadHoldsTheSocketUntilHalfIsGone() async throws {
        let session = try await registry().create(for: "alice", SessionRequest())
        let terminal = spawner.terminals[0]
        terminal.stopReadingInput()
        let viewer = NotingViewer()
        let id = try attach(session, viewer).viewer
        let block = ByteBuffer(repeating: 0x61, count: Session.inputQueueBytes / 2)
        guard case .accepted = session.input(id, block), case .accepted = session.input(id, block),
            case .hold = session.input(id, block)
        else {
            Issue.record("the queue is not bounded as said")
            return
        }
        #expect(session.signal(id, 2), "a signal overtakes what is queued")
        #expect(terminal.signals == [2])
        #expect(!viewer.seen.contains("drained"))
        terminal.readInputAgain()
        #expect(viewer.seen.contains("drained"))
    }

    @Test func aSizeIsAppliedOnceAndEverybodyHearsOfIt() async throws {
        let session = try await registry().create(for: "alice", SessionRequest())
        let terminal = spawner.terminals[0]
        let first = try attach(session, NotingViewer()).viewer
        let other = NotingViewer()
        let second = try attach(session, other, mode: .view).viewer
        let wide = try #require(TerminalSize(cols: 132, rows: 43))
        for _ in 0..<1000 { #expect(session.resize(first, to: wide)) }
        #expect(terminal.sizes == [WindowSize(columns: 132, rows: 43)])
        // Everybody, the one too that asked for it, because it stands in the stream.
        for viewer in [first, second] {
            var sizes: [TerminalSize] = []
            while let output = session.pull(viewer, header: { _, _ in }) {
                if case .resized(let size) = output { sizes.append(size) }
            }
            #expect(sizes == [wide])
        }
        #expect(other.seen.filter { $0 == "output" }.count == 1)
    }

    @Test func theTerminalIsPacedByWhoSteers() async throws {
        let session = try await registry {
            $0.flowControlWindowBytes = 1000; _ = $1
        }
        .create(for: "alice", SessionRequest())
        let terminal = spawner.terminals[0]
        #expect(terminal.limit != nil)
        let viewer = try attach(session, NotingViewer()).viewer
        #expect(terminal.limit == nil)
        terminal.print(String(repeating: "x", count: 1500))
        #expect(terminal.isPaused)
        _ = output(of: session, for: viewer)
        #expect(terminal.isPaused, "what is on the way still fills the window")
        #expect(session.acknowledge(viewer, offset: 1000))
        #expect(!terminal.isPaused)
        session.detach(viewer, cutOff: false)
        #expect(terminal.limit != nil)
    }

    @Test func aShutdownSendsViewersAwayEndsSessionsAndLetsNobodyIn() async throws {
        let registry = registry()
        let session = try await registry.create(for: "alice", SessionRequest())
        let viewer = NotingViewer()
        _ = try attach(session, viewer)
        await registry.shutDown(within: .seconds(10))
        #expect(spawner.terminals[0].isEnded)
        #expect(viewer.seen.contains { $0.hasPrefix("disconnect 1001") })
        await #expect(throws: SessionError.self) { try await registry.create(for: "alice", SessionRequest()) }
    }

    @Test func tooManyViewersAreRefused() async throws {
        let session = try await registry {
            $1.maxViewersPerSession = 2; _ = $0
        }.create(for: "alice", SessionRequest())
        _ = try attach(session, NotingViewer())
        _ = try attach(session, NotingViewer())
        #expect(throws: SessionError.self) { try attach(session, NotingViewer()) }
    }
}

@Suite struct SessionIDTests {
    @Test func idsAreUniqueAndParseAsThemselves() {
        let ids = (0..<1000).map { _ in SessionID.random() }
        #expect(Set(ids).count == 1000)
        #expect(ids.allSatisfy { SessionID($0.description) == $0 })
    }

    @Test(arguments: ["", "a", "../../../../etc/passwd", String(repeating: "a", count: 23), "aaaaaaaaaaaaaaaaaaaaa\n"])
    func otherTextIsNoID(text: String) {
        #expect(SessionID(text) == nil)
    }
}
