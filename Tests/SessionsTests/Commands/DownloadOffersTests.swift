import NIOEmbedded
import PseudoTerminal
import Synchronization
import TerminalProtocol
import TestKit
import Testing

@testable import Sessions
@testable import Workspaces

@Suite(.timeLimit(.minutes(2))) struct DownloadOffersTests {
    private static let second: Int64 = 1_000_000_000

    @Test func aFewAtOnceAndThenOneAfterTheOther() throws {
        var offers = DownloadOffers()
        var told = 0
        func offer(_ count: Int, at now: Int64) {
            for _ in 0..<count {
                _ = offers.take(.root, now: now)
                while offers.next() != nil { told += 1 }
            }
        }
        offer(1000, at: 5 * Self.second)
        #expect(told == 8)
        offer(1000, at: 7 * Self.second - 1)
        #expect(told == 8)
        offer(1000, at: 7 * Self.second)
        #expect(told == 9)
        offer(1000, at: 13 * Self.second)
        #expect(told == 12)
        offer(1000, at: 3600 * Self.second)
        #expect(told == 20)
    }

    @Test func oneLooksAtAllOfThemInOrderAndNoMoreWaitThanMay() throws {
        var offers = DownloadOffers()
        let begins = try (0..<10).map { try offers.take(WorkspacePath("\($0)"), now: Int64($0) * 100 * Self.second) }
        #expect(begins == [true] + Array(repeating: false, count: 9))
        var looked: [String] = []
        while let path = offers.next() { looked.append(path.description) }
        #expect(looked == (0..<8).map { "\($0)" } && offers.isIdle)
        let again = offers.take(.root, now: 2000 * Self.second)
        #expect(again && !offers.isIdle)
    }

    /// A session with a workspace, and a shell that the test plays.
    private struct Scene {
        let directory = TestDirectory()
        let terminal = FakeTerminal()
        let viewer = NotingViewer()
        let workspace: Workspace
        let session: Session

        init() throws {
            let id = SessionID.random()
            workspace = try WorkspaceRoot(path: directory.path("root")).makeWorkspace(
                id.description, limits: WorkspaceLimits())
            let size = try #require(TerminalSize(cols: 80, rows: 24))
            session = Session(
                id: id, userID: "alice", request: SessionRequest(), size: size, terminal: terminal,
                settings: SessionSettings(), viewerLimit: ViewerLimit(32), clocks: .system, observer: nil,
                workspace: workspace, shell: TellingShell(nonce: "N"), onExit: { _ in })
            session.start(on: EmbeddedEventLoop())
            _ = try session.attach(viewer, mode: .view, flowControl: .ack, size: size, offset: nil)
        }

        func write(_ text: String, to name: String) throws {
            try directory.write(Array(text.utf8), to: "root/\(session.id)/workspace/\(name)")
        }

        func offer(_ path: String, nonce: String = "N") {
            terminal.print("\u{1B}]633;P;Download=\(path);\(nonce)\u{7}")
        }

        var offers: [String] { viewer.seen.filter { $0.contains("downloadOffered") } }
    }

    @Test func viewersHearOfFilesOfTheWorkspaceAlone() async throws {
        let scene = try Scene()
        try scene.write("12345", to: "a;b")
        let home = scene.workspace.path
        scene.offer("\(home)/a;b")
        scene.offer("\(home)/a\\x3bb", nonce: "M")
        scene.offer("/etc/passwd")
        scene.offer("\(home)/nothing")
        scene.offer("\(home)/../shell")
        scene.offer(home)
        scene.offer("\(home)/a\\x3bb")
        try scene.write("1", to: "c")
        scene.offer("\(home)/c")
        try await eventually("all are looked at") { scene.session.shell.offers.withLock { $0.isIdle } }
        let messages = [("a;b", 5), ("c", 1)].map { ServerMessage.downloadOffered(path: $0.0, name: $0.0, bytes: $0.1) }
        #expect(scene.offers == messages.map { "\($0)" })
        scene.terminal.exit(.exited(code: 0))
        await scene.session.workspaceRemoved()
    }

    @Test func aFloodOfOffersIsAFew() async throws {
        let scene = try Scene()
        for number in 0..<200 { try scene.write("x", to: "\(number)") }
        for number in 0..<200 { scene.offer("\(scene.workspace.path)/\(number)") }
        try await eventually("all are looked at") { scene.session.shell.offers.withLock { $0.isIdle } }
        // One more for each two seconds that this took.
        #expect(scene.offers.count >= 1 && scene.offers.count <= 30)
        scene.terminal.exit(.exited(code: 0))
        await scene.session.workspaceRemoved()
    }
}
