import Authentication
import NIOCore
import PrometheusExporter
import Sessions
import StrictJSON
import TestKit
import Testing
import WebTerminalServer

/// What an operator sees of what people do.
@Suite struct MetricsStoryTests {
    @Test func whatPeopleDoShows() async throws {
        try await StoryServer.run { server in
            let before = try await server.scrape()
            #expect(before["sessions_active"] == 0)
            #expect(before["auth_attempts_total", ["result": "failure", "reason": "expired"]] == 0)

            let alice = try await server.connect()
            let id = try await alice.create()
            try await alice.expect("$ ")
            try await alice.type("echo typed\r")
            // What the shell printed, not what was typed: before that it switches the pasting mode off.
            try await alice.expect("\rtyped")
            // Keys with pauses, as a person types: of what comes quicker not every echo is timed.
            var keys = 0.0
            while try await server.scrape()["echo_latency_seconds_count"] < 3 {
                try await alice.type(" ")
                keys += 1
                try await Task.sleep(for: .milliseconds(20))
            }
            let guest = try await server.connect()
            try await guest.attach(id, mode: .view)
            try await guest.type("x")
            try await guest.expectError("FORBIDDEN")
            // The guest's message was one, too.
            let messages = keys + 2
            try await eventually("all that was typed has arrived") {
                let metrics = try await server.scrape()
                return metrics["terminal_bytes_total", ["direction": "in"]] == keys + 11
                    && metrics["websocket_messages_total", ["direction": "in", "kind": "binary"]] == messages
            }
            let during = try await server.scrape()
            #expect(during["sessions_active"] == 1)
            #expect(during["sessions_limit"] == 1000)
            #expect(during["viewers_active"] == 2)
            #expect(during["websocket_connections"] == 2)
            #expect(during["sessions_created_total"] == 1)
            #expect(during["terminal_bytes_total", ["direction": "out"]] > 11)
            #expect(during["websocket_messages_total", ["direction": "out", "kind": "binary"]] > 2)
            #expect(during["websocket_messages_total", ["direction": "in", "kind": "text"]] >= 2)
            #expect(during["websocket_messages_total", ["direction": "out", "kind": "text"]] >= 4)
            #expect(during["echo_latency_seconds_sum"] > 0)
            #expect(during["spawn_duration_seconds_count"] == 1)
            #expect(during["spawn_duration_seconds_sum"] > 0)
            #expect(during["auth_attempts_total", ["result": "success", "reason": "none"]] == 2)
            #expect(during["authorization_denied_total", ["resource": "control"]] == 1)
            #expect(during["http_requests_total", ["method": "GET", "route": "/ws", "status": "101"]] == 2)
            #expect(during["memory_limit_bytes"] > 0)
            #expect(during["sessions_memory_bytes"] > 0)
            #expect(during["session_memory_bytes_count"] == 1)

            try await guest.disconnect()
            try await alice.type("\u{15}exit\r")
            try await alice.expectMessage(type: "exited")
            try await eventually("the guest is gone") { try await server.scrape()["websocket_connections"] == 1 }
            let after = try await server.scrape()
            #expect(after["sessions_active"] == 0)
            #expect(after["session_memory_bytes_count"] == 0)
            #expect(after["sessions_closed_total", ["reason": "exited"]] == 1)
            #expect(after["session_duration_seconds_count"] == 1)
            // Four times a second: a story that was told quickly has seen none yet.
            try await eventually("the loops were asked") {
                try await server.scrape()["event_loop_lag_seconds_count"] > 0
            }
            #expect(after.families.flatMap(\.samples).allSatisfy { $0.labels["session_id"] == nil })
        }
    }

    @Test func lossesAndLimitsShow() async throws {
        try await StoryServer.run { configuration in
            configuration.limits.maxSessionsPerUser = 1
            configuration.limits.maxViewersPerSession = 1
            configuration.session.shell = "/bin/sh"
            configuration.session.arguments = []
        } _: { server in
            let alice = try await server.connect()
            let id = try await alice.create()
            try await alice.drop()
            // It is one viewer too many for as long as the server thinks that it is there.
            try await eventually("the server has noticed") { try await server.scrape()["viewers_active"] == 0 }
            try await alice.reattach()
            let second = try await server.connect()
            try await second.send(type: "create", ["cols": 80, "rows": 24])
            try await second.expectError("SESSION_LIMIT_EXCEEDED")
            let third = try await server.connect()
            try await third.send(type: "attach", ["session_id": .string(id), "cols": 80, "rows": 24])
            try await third.expectMessage(type: "error")
            let mallory = try await server.connect(as: "mallory")
            try await mallory.send(type: "create", ["cols": 80, "rows": 24, "working_directory": "/no/such/place"])
            try await mallory.expectMessage(type: "error")
            try await mallory.send(type: "attach", ["session_id": .string(id), "cols": 80, "rows": 24])
            try await mallory.expectError("SESSION_NOT_FOUND")
            _ = try? await server.connect(token: "no.good.token")
            let metrics = try await server.scrape()
            #expect(metrics["resumes_total", ["result": "complete"]] == 1)
            #expect(metrics["rate_limit_violations_total", ["kind": "sessions_per_user"]] == 1)
            #expect(metrics["rate_limit_violations_total", ["kind": "viewers_per_session"]] == 1)
            #expect(metrics["spawn_failures_total", ["reason": "chdir"]] == 1)
            #expect(metrics["authorization_denied_total", ["resource": "session"]] == 1)
            #expect(
                metrics.samples("web_terminal_auth_attempts_total").filter { $0.labels["result"] == "failure" }
                    .compactMap(\.number).reduce(0, +) == 1)
        }
    }

    /// A viewer that reads nothing pauses its shell, which shows at the next scrape, while it lasts.
    @Test func pausesShow() async throws {
        try await StoryServer.run { server in
            let alice = try await server.connect()
            alice.acknowledgesByItself(false)
            try await alice.create()
            try await alice.type("yes\r")
            try await eventually("the shell is paused") {
                try await server.scrape()["terminal_paused_seconds_total"] > 0
            }
            let first = try await server.scrape()["terminal_paused_seconds_total"]
            try await eventually("the pause goes on") {
                try await server.scrape()["terminal_paused_seconds_total"] > first
            }
        }
    }

    /// The processes of a session count for it, without anybody asking for it.
    @Test func processesOfSessionsAreWeighed() async throws {
        try await StoryServer.run { configuration in
            configuration.metrics.perSession = true
        } _: { server in
            let alice = try await server.connect()
            let id = try await alice.create()
            try await alice.type("x=$(head -c 30000000 /dev/zero | tr '\\0' x); echo gr''own\r")
            try await alice.expect("grown")
            try await eventually("its memory is known", within: .seconds(60)) {
                let metrics = try await server.scrape()
                return metrics["sessions_memory_bytes"] > 30_000_000
                    && metrics["session_memory_usage_bytes", ["session_id": id]] > 30_000_000
            }
            let metrics = try await server.scrape()
            #expect(metrics["session_viewers", ["session_id": id]] == 1)
            #expect(metrics["session_terminal_bytes_total", ["session_id": id, "direction": "in"]] > 10)
            #expect(metrics["session_memory_bytes_bucket", ["le": "16777216.0"]] == 0)
        }
    }
}

extension StoryServer {
    func scrape(headers: [String] = []) async throws -> ExpositionParser {
        let response = try await request(port, "GET", "/metrics", headers: headers)
        guard response.status == 200 else { throw TestFailure("\(response.status): \(response.text)") }
        return try ExpositionParser(
            response.text, openMetrics: response["Content-Type"].first?.contains("openmetrics") == true)
    }

    func connect(token: String) async throws -> TerminalTestClient { try await .connect(port: port, token: token) }
}

extension ExpositionParser {
    /// The value of one series of the server; -1 when it is not there.
    subscript(_ name: String, _ labels: [String: String] = [:]) -> Double {
        samples("web_terminal_" + name).first { $0.labels == labels }?.number ?? -1
    }
}
