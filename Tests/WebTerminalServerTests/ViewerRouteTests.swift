import Authentication
import StrictJSON
import TestKit
import Testing

@testable import WebTerminalServer

@Suite(.timeLimit(.minutes(2))) struct ViewerRouteTests {
    /// Somebody who asks who looks at a session.
    private struct Asker: Sendable {
        let port: Int
        let session: String

        func ask(_ bearer: String) async throws -> RawResponse {
            try await request(
                port, "GET", "/api/v1/sessions/\(session)/viewers", headers: ["Authorization: Bearer \(bearer)"])
        }

        func viewers(_ bearer: String) async throws -> [JSONValue] {
            let response = try await ask(bearer)
            #expect(response.status == 200)
            let json = try JSONValue(parsing: response.body)
            let viewers = try #require(json["viewers"]?.arrayValue)
            #expect(json["total"] == JSONValue(viewers.count))
            return viewers
        }
    }

    @Test func theOwnerSeesWhoCameAndHow() async throws {
        try await StoryServer.run { server in
            let owner = server.token(for: "alice")
            let alice = try await server.connect()
            let session = try await alice.create()
            let made = try await request(
                server.port, "POST", "/api/v1/sessions/\(session)/shares",
                headers: ["Authorization: Bearer \(owner)"], body: #"{"mode":"view"}"#)
            let share = try JSONValue(parsing: made.body)
            let secret = try #require(share["secret"]?.stringValue)
            let guest = try await TerminalTestClient.connect(port: server.port, token: secret)
            let guestAttached = try await guest.attach(session, mode: .view)
            let root = try await server.connect(as: "root", role: .admin)
            try await root.attach(session, mode: .view)

            let asker = Asker(port: server.port, session: session)
            let viewers = try await asker.viewers(owner)
            #expect(viewers.map { $0["by"] } == ["owner", "share", "admin"])
            #expect(viewers.map { $0["mode"] } == ["control", "view", "view"])
            #expect(viewers.map { $0["user_id"] } == ["alice", .null, "root"])
            #expect(viewers.map { $0["share_id"] } == [.null, share["id"], .null])
            #expect(viewers[1]["id"] == guestAttached["viewer_id"])
            let times = viewers.compactMap { $0["attached_at"]?.doubleValue }
            #expect(times.count == 3 && times == times.sorted())
            // Where they are is not told.
            #expect(viewers.allSatisfy { $0.objectValue?.count == 6 })

            try await guest.disconnect()
            try await eventually { try await asker.viewers(owner).count == 2 }
            let left = try await asker.viewers(owner)
            #expect(left == [viewers[0], viewers[2]])
        }
    }

    @Test func nobodyElseDoes() async throws {
        try await StoryServer.run { server in
            let alice = try await server.connect()
            let session = try await alice.create()
            let made = try await request(
                server.port, "POST", "/api/v1/sessions/\(session)/shares",
                headers: ["Authorization: Bearer \(server.token(for: "alice"))"], body: #"{"mode":"control"}"#)
            let secret = try #require(try JSONValue(parsing: made.body)["secret"]?.stringValue)
            let asker = Asker(port: server.port, session: session)
            #expect(try await asker.ask(secret).status == 403)
            #expect(try await asker.ask(server.token(for: "alice", role: .viewer)).status == 403)
            #expect(try await asker.ask(server.token(for: "root", role: .admin)).status == 403)
            #expect(try await asker.ask(server.token(for: "bob")).status == 404)
            #expect(try await asker.ask("none").status == 401)
        }
    }
}
