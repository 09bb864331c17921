import Authentication
import NIOCore
import NIOPosix
import PrometheusExporter
import Sessions
import TestKit
import Testing

@testable import WebTerminalServer

@Suite struct MetricsRouteTests {
    private let word = "0123456789abcdef0123456789abcdef"

    @Test func formatsAndMethods() async throws {
        try await StoryServer.run { server in
            for path in ["/metrics", "/api/v1/metrics"] {
                let text = try await request(server.port, "GET", path)
                #expect(text.status == 200)
                #expect(text["Content-Type"] == ["text/plain; version=0.0.4; charset=utf-8"])
                #expect(text["Cache-Control"] == ["no-store"])
                _ = try ExpositionParser(text.text, openMetrics: false)
                let open = try await request(
                    server.port, "GET", path,
                    headers: ["Accept: application/openmetrics-text;version=1.0.0,*/*;q=0.1"])
                #expect(open["Content-Type"] == ["application/openmetrics-text; version=1.0.0; charset=utf-8"])
                _ = try ExpositionParser(open.text, openMetrics: true)
                let head = try await request(server.port, "HEAD", path)
                #expect(head.status == 200 && head.body.isEmpty)
                #expect((head["Content-Length"].first.flatMap { Int($0) } ?? 0) > 1000)
                #expect(try await request(server.port, "POST", path).status == 405)
            }
        }
    }

    @Test func elsewhereOrNowhere() async throws {
        try await StoryServer.run { configuration in
            configuration.metrics.path = "/internal/prometheus"
        } _: { server in
            let there = try await request(server.port, "GET", "/internal/prometheus")
            let nowhere = try await request(server.port, "GET", "/metrics")
            #expect(there.status == 200 && nowhere.status == 404)
        }
        try await StoryServer.run { configuration in
            configuration.metrics.isEnabled = false
        } _: { server in
            let alice = try await server.connect()
            try await alice.create()
            try await alice.type("echo $((40+2))\r")
            try await alice.expect("42")
            #expect(try await request(server.port, "GET", "/metrics").status == 404)
        }
    }

    @Test(arguments: [
        "metrics", "/", "", "//x", "/x/", "/:id", "/*", "/**", "/{id}", "/a/../b", "/./a", "/é", "/a b", "/api/v1/x",
        "/health", "/ws", "/ready",
    ])
    func pathsThatCannotBe(_ path: String) throws {
        var settings = Configuration.Metrics()
        settings.path = path
        #expect {
            _ = try MetricsRoutes(
                try MetricsRegistry(), settings, token: Replaceable(nil),
                authentication: BearerAuthentication(
                    authenticate: { _ throws(TokenError) in throw .signature }, observer: ServerEventRecorder()))
        } throws: { error in
            (error as? InvalidSetting)?.key == "metrics.path"
        }
    }

    @Test func tokens() async throws {
        let token = try MetricsToken(Array((word + "\n").utf8))
        let recorder = ServerEventRecorder()
        try await StoryServer.run(observers: [recorder]) { configuration in
            configuration.metrics.requiresToken = true
            configuration.metrics.token = token
        } _: { server in
            func status(_ authorization: String?) async throws -> Int {
                try await request(
                    server.port, "GET", "/metrics", headers: authorization.map { ["Authorization: \($0)"] } ?? []
                ).status
            }
            #expect(try await status("Bearer \(word)") == 200)
            #expect(try await status("Bearer \(server.token(for: "root", role: .admin))") == 200)
            #expect(try await status("Bearer \(server.token(for: "alice"))") == 403)
            #expect(try await status(nil) == 401)
            for wrong in [String(word.dropLast()), word + "0", "1" + word.dropFirst(), word.uppercased(), ""] {
                #expect(try await status("Bearer \(wrong)") == 401)
            }
            #expect(try await status("Basic \(word)") == 401)
            #expect(recorder.all.contains("denied metrics to alice"))
            // It opens nothing else.
            let session = try await request(
                server.port, "POST", "/api/v1/sessions", headers: ["Authorization: Bearer \(word)"])
            #expect(session.status == 401)
        }
    }

    @Test func whatCanBeAToken() throws {
        let token = try MetricsToken(Array(word.utf8))
        #expect(token.matches(word) && !token.matches("") && !token.matches(word + word))
        #expect(try MetricsToken(Array((word + "\r\n").utf8)) == token)
        for bad in [
            "", "short", word.dropLast() + "", word + " x", word + "\n\n", word + "é",
            String(repeating: "x", count: 2000),
        ] {
            #expect(throws: MetricsToken.Problem.self) { _ = try MetricsToken(Array(bad.utf8)) }
        }
        var shown = ""
        dump(token, to: &shown)
        #expect(!"\(token) \(String(reflecting: token)) \(shown)".contains(word))
    }

    /// Whatever strangers ask for, what is kept of it is bounded.
    @Test func strangersMakeNoSeries() async throws {
        try await StoryServer.run { server in
            let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
            // Each on a connection of its own, because an error ends one; no more, to leave ports to other tests.
            for serial in 0..<1000 {
                let method = methods[serial % methods.count]
                let path = serial % 5 < 2 ? "/x\(serial)" : "/api/v1/sessions/\(serial)/y\(serial)"
                _ = try await request(server.port, method, "\(path)?z=\(serial)")
            }
            for method in ["BREW", "x", "PROPFIND", "get"] {
                _ = try await exchange(server.port, Array("\(method) /a HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            }
            let metrics = try await server.scrape()
            let requests = metrics.samples("web_terminal_http_requests_total")
            #expect(requests.compactMap(\.number).reduce(0, +) > 1000)
            #expect(requests.count < 60, "\(requests)")
            #expect(metrics.samples("web_terminal_http_request_duration_seconds_count").count < 12)
            #expect(metrics.families.flatMap(\.samples).count < 600)
            #expect(metrics.samples("web_terminal_metrics_series_refused_total").isEmpty)
        }
    }

    /// The same, with more of it than ports would allow, and with what no parser would let through.
    @Test func whatClientsWriteIsNoLabel() throws {
        let metrics = try ServerMetrics(version: "test")
        let observer = MetricsObserver(metrics: metrics)
        for serial in 0..<10_000 {
            observer.observe(
                .request(
                    AnsweredRequest(
                        method: "METHOD\(serial)\n\"", route: serial % 2 == 0 ? nil : "/known/:id",
                        path: "/x\(serial)", status: 404, durationSeconds: 0.001,
                        requester: Requester(address: "192.0.2.1", requestID: "\(serial)"))))
        }
        let parsed = try ExpositionParser(
            String(decoding: metrics.registry.text(.prometheusText), as: UTF8.self), openMetrics: false)
        let requests = parsed.samples("web_terminal_http_requests_total")
        #expect(requests.map(\.value) == ["5000", "5000"])
        #expect(Set(requests.map { $0.labels["method"] }) == ["other"])
    }

    /// How long a scrape takes with as many sessions as there may be. The figure goes into the log of the test; what is
    /// asserted is that it does not explode.
    @Test func aThousandSessions() async throws {
        let loops = MultiThreadedEventLoopGroup.singleton
        let metrics = try ServerMetrics(version: "test")
        var limits = SessionLimits()
        limits.maxSessionsPerUser = 1000
        let sessions = SessionRegistry(
            settings: SessionSettings(), limits: limits, spawner: FakeSpawner(), eventLoops: loops,
            observer: SessionEventForwarder(server: MetricsObserver(metrics: metrics)), meters: metrics.sessionMeters)
        _ = try Measuring(metrics, sessions, eventLoops: loops, clocks: .system, perSession: false)
        for _ in 0..<1000 {
            let session = try await sessions.create(for: "alice", SessionRequest())
            session.terminalOutput(ByteBuffer(string: "prompt $ "))
        }
        var best = Duration.seconds(1000)
        var text: [UInt8] = []
        for _ in 0..<5 {
            best = min(best, ContinuousClock().measure { text = metrics.registry.text(.openMetrics) })
        }
        print("a scrape with 1,000 sessions: \(best), \(text.count) bytes")
        let parsed = try ExpositionParser(String(decoding: text, as: UTF8.self), openMetrics: true)
        #expect(parsed["sessions_active"] == 1000)
        #expect(parsed["session_memory_bytes_count"] == 1000)
        #expect(parsed["terminal_bytes_total", ["direction": "out"]] == 9000)
        #expect(best < .seconds(1))
    }
}
