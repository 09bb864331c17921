import Authentication
import Glibc
import StrictJSON
import Testing

@testable import WebTerminalServer

@Suite(.timeLimit(.minutes(2))) struct ProcessRouteTests {
    /// A caller of a server with real shells.
    private struct User {
        let server: StoryServer
        let name: String

        func call(_ method: String, _ path: String, _ body: String? = nil) async throws -> RawResponse {
            try await request(
                server.port, method, "/api/v1\(path)",
                headers: ["Authorization: Bearer \(server.token(for: name))"], body: body)
        }

        /// A session, and the shell in it.
        func session() async throws -> (path: String, shell: Int64) {
            let made = try JSONValue(parsing: try await call("POST", "/sessions").body)
            let path = "/sessions/\(try #require(made["id"]?.stringValue))"
            return (path, try #require(made["process_id"]?.integerValue))
        }

        func signal(_ path: String, _ process: String, _ signal: String = "SIGKILL") async throws -> Int {
            try await call("POST", "\(path)/processes/\(process)/signal", #"{"signal":"\#(signal)"}"#).status
        }
    }

    @Test func onlyOnesOwnAreSeenAndReached() async throws {
        let recorder = ServerEventRecorder()
        try await StoryServer.run(observers: [recorder]) { server in
            let alice = User(server: server, name: "alice")
            let (own, shell) = try await alice.session()
            let (second, other) = try await alice.session()
            let (theirs, stranger) = try await User(server: server, name: "bob").session()
            let list = try JSONValue(parsing: try await alice.call("GET", "\(own)/processes").body)
            let process = try #require(list["processes"]?.arrayValue?.first)
            #expect(process["pid"] == .integer(shell) && process["parent"] == .integer(Int64(getpid())))
            let listed = list["processes"]?.arrayValue?.compactMap { $0["pid"]?.integerValue } ?? []
            #expect(!listed.contains(other) && !listed.contains(stranger) && !listed.contains(Int64(getpid())))
            #expect(list["total"] == JSONValue(listed.count))
            for pid in ["\(other)", "\(stranger)", "1", "\(getpid())", "0", "-1", "+\(shell)", "0\(shell)", "x"] {
                #expect(try await alice.signal(own, pid) == 404, "\(pid)")
            }
            #expect(try await alice.signal(theirs, "\(stranger)") == 404)
            #expect(try await alice.call("GET", "\(theirs)/processes").status == 404)
            #expect(try await alice.signal(own, "\(shell)", "SIGSEGV") == 422)
            #expect(try await alice.signal(own, "\(shell)", "SIGCONT") == 204)
            #expect(try await alice.signal(own, "\(shell)") == 204)
            try await eventually {
                let session = try JSONValue(parsing: try await alice.call("GET", own).body)
                return session["exit"]?["signal"] == "SIGKILL"
            }
            #expect(try await alice.signal(own, "\(shell)") == 404)
            // A signal to one process was the only one that the audit trail did not have.
            let signals = recorder.all.filter { $0.hasPrefix("signal ") }
            #expect(signals == ["signal SIGCONT by alice", "signal SIGKILL by alice"])
            let rest = try JSONValue(parsing: try await alice.call("GET", "\(own)/processes").body)
            #expect(rest["total"] == 0)
            // Nobody else was hit.
            let state = try JSONValue(parsing: try await alice.call("GET", second).body)["state"]
            #expect(state?["processes"]?.arrayValue?.first?["pid"] == .integer(other))
            #expect(state?["working_directory"]?.stringValue?.hasPrefix("/") == true)
        }
    }

    @Test func figuresAndSettingsAreForWhomTheyAreFor() async throws {
        let settings = [DescribedSetting(path: "server.port", value: 8080, source: "config.toml:2")]
        try await StoryServer.run {
            $0.described = settings
        } _: { server in
            let alice = User(server: server, name: "alice")
            _ = try await alice.session()
            let own = try JSONValue(parsing: try await alice.call("GET", "/stats").body)
            #expect(own["user"]?["sessions_running"] == 1 && own["server"] == .null && own["version"] == "story")
            #expect(try await alice.call("GET", "/config").status == 403)
            func admin(_ path: String) async throws -> JSONValue {
                let token = server.token(for: "root", role: .admin)
                let answer = try await request(
                    server.port, "GET", "/api/v1\(path)", headers: ["Authorization: Bearer \(token)"])
                #expect(answer.status == 200)
                return try JSONValue(parsing: answer.body)
            }
            let all = try await admin("/stats")
            #expect(all["user"]?["sessions_running"] == 0 && all["server"]?["sessions_running"] == 1)
            #expect(
                try await admin("/config") == [
                    "settings": [
                        [
                            "path": "server.port", "value": 8080, "source": "config.toml:2", "redacted": false,
                            "pending_restart": false,
                        ]
                    ]
                ])
        }
    }
}
