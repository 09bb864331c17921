import Authentication
import NIOPosix
import Sessions
import StrictJSON
import Synchronization
import TerminalProtocol
import Testing

@testable import WebTerminalServer

/// What becomes of shares, with a clock of the tests' own.
@Suite struct SharingTests {
    private static let second: Int64 = 1_000_000_000
    private static let alice = Identity(userID: "alice", expiresAt: 4_102_444_800)
    private static let requester = Requester(address: "192.0.2.1", requestID: "r")

    /// Time, and who was sent away.
    private final class World: Sendable {
        private let state = Mutex<(monotonic: Int64, ended: [String])>((1_000, []))

        var clocks: Clocks {
            Clocks(monotonic: { self.state.withLock { $0.monotonic } }, wall: { 1_700_000_000 })
        }
        var ended: [String] { state.withLock { $0.ended } }
        func pass(seconds: Int64) { state.withLock { $0.monotonic += seconds * SharingTests.second } }
        func end(_ id: String, _ end: ShareEnd) { state.withLock { $0.ended.append("\(id) \(end)") } }
    }

    private final class Recorder: ServerObserver {
        private let list = Mutex<[ServerEvent]>([])
        var events: [ServerEvent] { list.withLock { $0 } }
        func observe(_ event: ServerEvent) { list.withLock { $0.append(event) } }
    }

    private let world = World()
    private let recorder = Recorder()

    private func make(limit: Int = 16) async throws -> (Sharing, SessionRegistry, Session) {
        var limits = SessionLimits()
        limits.maxSharesPerSession = limit
        let registry = SessionRegistry(
            settings: SessionSettings(), limits: limits, spawner: FakeSpawner(),
            eventLoops: MultiThreadedEventLoopGroup.singleton)
        let session = try await registry.create(for: "alice", SessionRequest())
        let world = world
        let sharing = Sharing(registry: registry, clocks: world.clocks, observer: recorder) { world.end($0, $1) }
        return (sharing, registry, session)
    }

    private func create(
        _ sharing: Sharing, _ session: Session, _ mode: ViewerMode = .view, ttlSeconds: Int = 60
    ) throws -> (share: Share, secret: ShareSecret) {
        try sharing.create(mode, of: session, ttlSeconds: ttlSeconds, by: Self.alice, Self.requester)
    }

    @Test func aSecretOpensItsSessionUntilItsTime() async throws {
        let (sharing, _, session) = try await make()
        let (share, secret) = try create(sharing, session, .control)
        let pass = try #require(sharing.pass(for: secret, of: Self.requester))
        #expect(pass.sessionID == session.id && pass.mode == .control && pass.expiresAt == 1_700_000_060)
        #expect(sharing.pass(for: .random(), of: Self.requester) == nil)
        world.pass(seconds: 59)
        #expect(sharing.pass(for: secret, of: Self.requester) != nil && sharing.isGood(pass))
        world.pass(seconds: 1)
        // Before anybody has swept.
        #expect(sharing.pass(for: secret, of: Self.requester) == nil && !sharing.isGood(pass))
        #expect(sharing.shares(of: session).isEmpty && world.ended.isEmpty)
        sharing.sweep()
        sharing.sweep()
        #expect(world.ended == ["\(share.pass.id) expired"])
    }

    @Test func aRevokedShareIsGoneAtOnce() async throws {
        let (sharing, _, session) = try await make()
        let (share, secret) = try create(sharing, session)
        let (other, otherSecret) = try create(sharing, session)
        #expect(sharing.shares(of: session).map(\.pass.id) == [share.pass.id, other.pass.id])
        #expect(!sharing.revoke("0", of: session, by: Self.requester))
        #expect(sharing.revoke(share.pass.id, of: session, by: Self.requester))
        #expect(!sharing.revoke(share.pass.id, of: session, by: Self.requester))
        #expect(world.ended == ["\(share.pass.id) revoked"])
        #expect(sharing.pass(for: secret, of: Self.requester) == nil)
        #expect(sharing.pass(for: otherSecret, of: Self.requester) != nil)
    }

    @Test func nobodyRevokesTheShareOfAnotherSession() async throws {
        let (sharing, registry, session) = try await make()
        let (share, _) = try create(sharing, session)
        let other = try await registry.create(for: "alice", SessionRequest())
        #expect(!sharing.revoke(share.pass.id, of: other, by: Self.requester))
        #expect(sharing.shares(of: other).isEmpty && sharing.shares(of: session).count == 1)
    }

    @Test func thereIsALimit() async throws {
        let (sharing, _, session) = try await make(limit: 2)
        _ = try create(sharing, session)
        _ = try create(sharing, session, ttlSeconds: 120)
        let error = #expect(throws: ErrorBody.self) { try create(sharing, session) }
        #expect(error?.code == .quotaExceeded && error?.details["limit"] == "2")
        // The first is over, and leaves its place.
        world.pass(seconds: 60)
        _ = try create(sharing, session)
    }

    @Test func theEndOfTheSessionEndsItsShares() async throws {
        let (sharing, registry, session) = try await make()
        let (share, secret) = try create(sharing, session)
        await registry.end(session)
        #expect(sharing.pass(for: secret, of: Self.requester) == nil)
        sharing.sweep()
        #expect(world.ended == ["\(share.pass.id) expired"])
    }

    @Test func whoIsNotLetInAnyMoreLetsNobodyIn() async throws {
        let (sharing, registry, session) = try await make()
        let access = SessionAccess(registry: registry, observer: recorder)
        let (share, secret) = try create(sharing, session)
        sharing.checkPermissions(access) { _ in true }
        #expect(sharing.pass(for: secret, of: Self.requester) != nil)
        sharing.checkPermissions(access) { $0.userID != "alice" }
        #expect(sharing.pass(for: secret, of: Self.requester) == nil)
        #expect(world.ended == ["\(share.pass.id) revoked"])
    }

    /// A link that an admin had made by `security.admin_control` was good for a week after that was taken back.
    @Test func anAdminsLinksEndWithTheRightToMakeThem() async throws {
        let (sharing, registry, session) = try await make()
        let access = SessionAccess(registry: registry, observer: recorder, policy: AccessPolicy(adminControl: true))
        let admin = Identity(userID: "root", role: .admin, expiresAt: 4_102_444_800)
        let (share, secret) = try sharing.create(.control, of: session, ttlSeconds: 60, by: admin, Self.requester)
        let (_, own) = try create(sharing, session)
        sharing.checkPermissions(access) { _ in true }
        #expect(sharing.pass(for: secret, of: Self.requester) != nil)
        access.policy.replace(with: AccessPolicy())
        sharing.checkPermissions(access) { _ in true }
        #expect(sharing.pass(for: secret, of: Self.requester) == nil)
        #expect(sharing.pass(for: own, of: Self.requester) != nil)
        #expect(world.ended == ["\(share.pass.id) revoked"])
    }

    @Test func whatIsToldHasNoSecret() async throws {
        let (sharing, _, session) = try await make()
        let (share, secret) = try create(sharing, session)
        _ = sharing.pass(for: secret, of: Self.requester)
        _ = sharing.revoke(share.pass.id, of: session, by: Self.requester)
        let events = recorder.events
        #expect(events.map(\.described.name) == ["share_created", "share_used", "share_revoked"])
        for event in events {
            #expect(event.described.fields["share_id"] == .string(share.pass.id))
            #expect(!"\(event) \(event.described)".contains(secret.text.dropFirst(4)))
        }
    }
}
