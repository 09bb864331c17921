import Authentication
import Sessions
import TestKit
import Testing
import WebTerminalServer

@Suite(.timeLimit(.minutes(2))) struct ServerEventTests {
    /// Waits until the events have been seen in this order, with whatever else between them.
    private static func expect(_ wanted: [String], of recorder: ServerEventRecorder) async throws {
        try await eventually("\(wanted) of \(recorder.all)") {
            var rest = wanted[...]
            for event in recorder.all where event == rest.first { rest = rest.dropFirst() }
            return rest.isEmpty
        }
    }

    @Test func aSessionIsFollowedFromItsHandshakeToItsEnd() async throws {
        let recorder = ServerEventRecorder()
        try await StoryServer.run(observers: [recorder]) { server in
            let alice = try await server.connect(tokenIn: .message)
            try await alice.create()
            try await alice.expect("$ ")
            try await alice.drop()
            try await Self.expect(["alice detached cut off true", "closed 1006 by alice"], of: recorder)
            try await alice.reattach()
            try await alice.signal("SIGINT")
            try await alice.closeSession()
            try await alice.expectMessage(type: "exited")
            try await Self.expect(
                [
                    "opened by -", "authenticated alice", "alice created by alice",
                    "alice attached control offset false resumed false", "opened by -",
                    "alice attached control offset true resumed true", "signal SIGINT by alice",
                    "alice ended: requested by alice",
                ], of: recorder)
        }
        try await Self.expect(["closed 1001 by alice"], of: recorder)
    }

    @Test func thoseWhoAreRefusedAreSeen() async throws {
        let recorder = ServerEventRecorder()
        try await StoryServer.run(observers: [recorder]) {
            $0.limits.maxSessionsPerUser = 1
            $0.limits.maxViewersPerSession = 1
        } _: { server in
            let alice = try await server.connect()
            try await alice.create()
            let second = try await server.connect()
            await #expect(throws: TestFailure.self) { try await second.create() }
            let id = try #require(alice.seen.sessionID)
            await #expect(throws: TestFailure.self) { try await second.attach(id) }
            let mallory = try await server.connect(as: "mallory")
            await #expect(throws: TestFailure.self) { try await mallory.attach(id) }
            let guest = try await server.connect(as: "guest", role: .viewer)
            await #expect(throws: TestFailure.self) { try await guest.create() }
            await #expect(throws: UpgradeRefused.self) {
                try await TerminalTestClient.connect(port: server.port, token: "bad")
            }
        }
        try await Self.expect(
            [
                "alice refused: userLimit(1)", "alice refused: viewerLimit(1)", "denied session to mallory",
                "denied control to guest", "authentication failed: malformed", "GET /ws 401",
            ], of: recorder)
    }

    @Test func aShellThatEndsByItselfIsNobodysWish() async throws {
        let recorder = ServerEventRecorder()
        try await StoryServer.run(observers: [recorder]) { server in
            let alice = try await server.connect()
            try await alice.create()
            try await alice.type("exit\r")
            try await alice.expectMessage(type: "exited")
            try await Self.expect(["alice ended: exited by -"], of: recorder)
        }
    }
}
