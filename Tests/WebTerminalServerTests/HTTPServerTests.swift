import NIOCore
import ServiceLifecycle
import Sessions
import StrictJSON
import TerminalProtocol
import Testing

@testable import WebTerminalServer

@Suite(.timeLimit(.minutes(2))) struct HTTPServerTests {
    private static let alice = "Authorization: Bearer token-alice"
    private static let bob = "Authorization: Bearer token-bob"
    private static let admin = "Authorization: Bearer token-admin"
    private static let viewer = "Authorization: Bearer token-viewer"

    private static func json(_ response: RawResponse) throws -> JSONValue { try JSONValue(parsing: response.body) }

    private static func errorCode(_ response: RawResponse) throws -> String? {
        try json(response)["error"]?["code"]?.stringValue
    }

    private static func create(_ server: HTTPTestServer, _ user: String, _ body: String? = nil) async throws
        -> RawResponse
    {
        let headers = [user] + (body == nil ? [] : ["Content-Type: application/json"])
        return try await request(server.port, "POST", "/api/v1/sessions", headers: headers, body: body)
    }

    @Test func probesNeedNoToken() async throws {
        try await HTTPTestServer.run { server in
            for path in ["/health", "/ready", "/api/v1/health", "/api/v1/ready"] {
                let response = try await request(server.port, "GET", path)
                #expect(response.status == 200 && response["Content-Type"] == ["application/json"], "\(path)")
                let head = try await request(server.port, "HEAD", path)
                #expect(head.status == 200 && head["Content-Length"] == response["Content-Length"], "\(path)")
            }
        }
    }

    @Test func everyAnswerHasTheSameProtection() async throws {
        try await HTTPTestServer.run { server in
            let replies = [
                try await request(server.port, "GET", "/health"), try await request(server.port, "GET", "/"),
                try await request(server.port, "GET", "/none"), try await request(server.port, "POST", "/health"),
                try await request(server.port, "GET", "/ws"), try await request(server.port, "GET", "/%00"),
                try await request(server.port, "GET", "/api/v1/sessions"),
                try #require(try await exchange(server.port, Array("junk\r\n\r\n".utf8)).first),
            ]
            for reply in replies {
                for header in SecurityHeaders.all { #expect(reply[header.name] == [header.value]) }
                #expect(reply["Server"].isEmpty && reply["Date"].first?.hasSuffix(" GMT") == true)
            }
            #expect(replies[0]["Content-Security-Policy"][0].contains("frame-ancestors 'self'"))
        }
    }

    @Test func errorsHaveOneForm() async throws {
        try await HTTPTestServer.run { server in
            let cases: [(String, String, [String], String?, Int, String)] = [
                ("GET", "/none", [], nil, 404, "NOT_FOUND"),
                ("POST", "/none", [], nil, 404, "NOT_FOUND"),
                ("GET", "/api/v1/none", [Self.alice], nil, 404, "NOT_FOUND"),
                ("PUT", "/api/v1/sessions", [Self.alice], nil, 405, "INVALID_REQUEST"),
                ("OPTIONS", "/health", [], nil, 405, "INVALID_REQUEST"),
                ("GET", "/api/v1/sessions", [], nil, 401, "UNAUTHORIZED"),
                ("GET", "/api/v1/sessions", ["Authorization: Bearer bad"], nil, 401, "UNAUTHORIZED"),
                ("GET", "/api/v1/sessions", ["Authorization: Basic YTpi"], nil, 401, "UNAUTHORIZED"),
                ("GET", "/api/v1/sessions?limit=0", [Self.alice], nil, 422, "VALIDATION_ERROR"),
                ("GET", "/api/v1/sessions?limit=1001", [Self.alice], nil, 422, "VALIDATION_ERROR"),
                ("GET", "/api/v1/sessions?offset=-1", [Self.alice], nil, 422, "VALIDATION_ERROR"),
                ("GET", "/api/v1/sessions?status=asleep", [Self.alice], nil, 422, "VALIDATION_ERROR"),
                ("GET", "/api/v1/sessions?colour=red", [Self.alice], nil, 422, "VALIDATION_ERROR"),
                ("GET", "/api/v1/sessions?user_id=bob", [Self.alice], nil, 403, "FORBIDDEN"),
                ("GET", "/api/v1/sessions?token=x", [Self.alice], nil, 400, "INVALID_REQUEST"),
                ("GET", "/api/v1/sessions/none", [Self.alice], nil, 404, "SESSION_NOT_FOUND"),
                ("DELETE", "/api/v1/sessions/AAAAAAAAAAAAAAAAAAAAAA", [Self.alice], nil, 404, "SESSION_NOT_FOUND"),
                ("POST", "/api/v1/sessions", [Self.viewer], nil, 403, "FORBIDDEN"),
                ("POST", "/api/v1/sessions", [Self.alice], "{", 400, "INVALID_REQUEST"),
                ("POST", "/api/v1/sessions", [Self.alice], "[]", 400, "INVALID_REQUEST"),
                ("POST", "/api/v1/sessions", [Self.alice], "{\"cols\":0,\"rows\":1}", 422, "VALIDATION_ERROR"),
                ("POST", "/api/v1/sessions", [Self.alice], "{\"colour\":1}", 422, "VALIDATION_ERROR"),
                (
                    "POST", "/api/v1/sessions", [Self.alice], "{\"working_directory\":\"/missing\"}", 422,
                    "VALIDATION_ERROR"
                ),
                ("POST", "/api/v1/sessions", [Self.alice, "Content-Type: text/plain"], "{}", 415, "INVALID_REQUEST"),
            ]
            for (method, target, headers, body, status, code) in cases {
                let response = try await request(server.port, method, target, headers: headers, body: body)
                #expect(response.status == status, "\(method) \(target) \(body ?? "")")
                #expect(try Self.errorCode(response) == code, "\(method) \(target) \(body ?? "")")
                #expect(response["WWW-Authenticate"] == (status == 401 ? ["Bearer"] : []))
                #expect(response["Connection"] == ["close"])
            }
            let notAllowed = try await request(server.port, "PUT", "/api/v1/sessions", headers: [Self.alice])
            #expect(notAllowed["Allow"] == ["GET, HEAD, POST"])
            let missing = try await request(server.port, "GET", "/api/v1/sessions")
            let bad = try await request(server.port, "GET", "/api/v1/sessions", headers: ["Authorization: Bearer bad"])
            #expect(missing.body == bad.body)
        }
    }

    @Test func aSessionFromTheFirstToTheLastRequest() async throws {
        try await HTTPTestServer.run { server in
            let body = """
                {"cols":100,"rows":30,"name":"build","labels":{"ci":"7"},"environment":{"A":"b"},"working_directory":"/"}
                """
            let created = try await Self.create(server, Self.alice, body)
            #expect(created.status == 201)
            let session = try Self.json(created)
            let id = try #require(session["id"]?.stringValue)
            let path = "/api/v1/sessions/\(id)"
            #expect(created["Location"] == [path])
            #expect(session["cols"] == 100 && session["rows"] == 30 && session["name"] == "build")
            #expect(session["labels"] == ["ci": "7"] && session["user_id"] == "alice" && session["status"] == "running")
            #expect(session["output"] == ["offset": 0, "retained_from": 0] && session["exit"] == .null)
            #expect(
                try Self.json(try await request(server.port, "GET", path, headers: [Self.alice]))["id"] == .string(id))
            let list = try Self.json(try await request(server.port, "GET", "/api/v1/sessions", headers: [Self.alice]))
            #expect(list["total"] == 1 && list["sessions"]?.arrayValue?.first?["id"] == .string(id))
            let deleted = try await request(server.port, "DELETE", path, headers: [Self.alice])
            #expect(deleted.status == 204 && deleted.body.isEmpty)
            #expect(try await request(server.port, "GET", path, headers: [Self.alice]).status == 404)
            #expect(server.registry.count == 0)
        }
    }

    @Test func defaultsAreEnough() async throws {
        try await HTTPTestServer.run { server in
            let session = try Self.json(try await Self.create(server, Self.alice))
            #expect(session["cols"] == 80 && session["rows"] == 24 && session["name"] == .null)
        }
    }

    /// Every operation, by the owner, a stranger, somebody who may only look on, and an admin.
    @Test func strangersLearnNothing() async throws {
        try await HTTPTestServer.run { server in
            let id = try #require(try Self.json(try await Self.create(server, Self.alice))["id"]?.stringValue)
            let own = "/api/v1/sessions/\(id)"
            let none = "/api/v1/sessions/\(SessionID.random())"
            for user in [Self.bob, Self.viewer] {
                for method in ["GET", "HEAD", "DELETE"] {
                    let theirs = try await request(server.port, method, own, headers: [user])
                    let nobodys = try await request(server.port, method, none, headers: [user])
                    #expect(theirs.status == 404 && theirs.body == nobodys.body, "\(method) \(user)")
                }
                let list = try await request(server.port, "GET", "/api/v1/sessions", headers: [user])
                #expect(try Self.json(list)["total"] == 0)
            }
            #expect(try await request(server.port, "GET", own, headers: [Self.alice]).status == 200)
            #expect(try await request(server.port, "GET", own, headers: [Self.admin]).status == 200)
            let all = try Self.json(try await request(server.port, "GET", "/api/v1/sessions", headers: [Self.admin]))
            #expect(all["total"] == 1)
            let bobs = try await request(server.port, "GET", "/api/v1/sessions?user_id=bob", headers: [Self.admin])
            #expect(try Self.json(bobs)["total"] == 0)
            #expect(try await request(server.port, "DELETE", own, headers: [Self.admin]).status == 204)
        }
    }

    @Test func aListComesInPages() async throws {
        try await HTTPTestServer.run { server in
            for _ in 0..<5 { #expect(try await Self.create(server, Self.alice).status == 201) }
            var orders: [[JSONValue]] = []
            // What is asked for is found without a look at all sessions, or with one.
            for filter in ["", "&status=running"] {
                var seen: [JSONValue] = []
                for offset in [0, 2, 4, 6] {
                    let target = "/api/v1/sessions?limit=2&offset=\(offset)\(filter)"
                    let page = try Self.json(try await request(server.port, "GET", target, headers: [Self.alice]))
                    #expect(page["total"] == 5 && page["limit"] == 2)
                    seen += try #require(page["sessions"]?.arrayValue).compactMap { $0["id"] }
                }
                orders.append(seen)
            }
            #expect(orders[0].count == 5 && Set(orders[0]).count == 5)
            #expect(orders[0] == orders[1])
            let exited = try await request(server.port, "GET", "/api/v1/sessions?status=exited", headers: [Self.alice])
            #expect(try Self.json(exited)["total"] == 0)
        }
    }

    @Test func theLimitOfAUserHolds() async throws {
        try await HTTPTestServer.run { server in
            for _ in 0..<10 { #expect(try await Self.create(server, Self.alice).status == 201) }
            let refused = try await Self.create(server, Self.alice)
            #expect(try refused.status == 429 && Self.errorCode(refused) == "SESSION_LIMIT_EXCEEDED")
            #expect(refused["Retry-After"].count == 1)
            #expect(try await Self.create(server, Self.bob).status == 201)
        }
    }

    @Test func whoAmI() async throws {
        try await HTTPTestServer.run { server in
            let info = try Self.json(try await request(server.port, "GET", "/api/v1/auth/info", headers: [Self.viewer]))
            #expect(info["user_id"] == "viewer" && info["role"] == "viewer" && info["groups"] == [])
            #expect(info["expires_at"] == 4_102_444_800)
        }
    }

    @Test func thePageIsServedAndRevalidated() async throws {
        try await HTTPTestServer.run { server in
            let page = try await request(server.port, "GET", "/")
            #expect(page.status == 200 && page["Content-Type"][0].hasPrefix("text/html"))
            #expect(page["Cache-Control"] == ["no-cache"])
            let etag = try #require(page["ETag"].first)
            let again = try await request(server.port, "GET", "/index.html", headers: ["If-None-Match: \(etag)"])
            #expect(again.status == 304 && again.body.isEmpty && again["ETag"] == [etag])
            let head = try await request(server.port, "HEAD", "/")
            #expect(head.status == 200 && head["Content-Length"] == page["Content-Length"])
            let gzip = try await request(server.port, "GET", "/", headers: ["Accept-Encoding: gzip"])
            #expect(gzip["Content-Encoding"] == ["gzip"] && gzip["Vary"] == ["Accept-Encoding"])
            #expect(gzip.body.starts(with: [0x1F, 0x8B]) && gzip["ETag"] == ["W/" + etag])
        }
    }

    @Test func whatIndexNamesIsForGood() async throws {
        try await HTTPTestServer.run { server in
            let index = try await request(server.port, "GET", "/")
            let text = String(decoding: index.body, as: UTF8.self)
            let names = text.matches(of: /(?:href|src)="(v\/[0-9a-f]+\/[^"]+)"/)
            #expect(names.contains { $0.1.hasSuffix("/main.js") })
            for name in names {
                let file = try await request(server.port, "GET", "/\(name.1)")
                #expect(file.status == 200 && file["Cache-Control"] == ["public, max-age=31536000, immutable"])
            }
            // Another version's, from a page that was open before an update.
            let other = try await request(server.port, "GET", "/v/0123/main.js")
            #expect(other.status == 200 && other["Cache-Control"] == ["no-cache"])
        }
    }

    @Test func tokensAreNotLogged() async throws {
        try await HTTPTestServer.run { server in
            _ = try await request(server.port, "GET", "/api/v1/sessions", headers: [Self.alice])
            _ = try await request(server.port, "GET", "/health?token=token-alice")
            _ = try await request(server.port, "GET", "/health", headers: ["Authorization: Bearer token-bad"])
            #expect(server.log.text.contains("/api/v1/sessions"))
            #expect(!server.log.text.contains("token-"))
        }
    }

    @Test func aServerThatStopsSaysSo() async throws {
        try await HTTPTestServer.run { server in
            #expect(try await Self.create(server, Self.alice).status == 201)
            let accepted = try RawConnection(port: server.port)
            await server.services.triggerGracefulShutdown()
            // An idle connection is closed, and no new one is accepted.
            try await onThread { accepted.read() }
            #expect(accepted.isClosed)
            try await eventually { (try? RawConnection(port: server.port)) == nil }
            try await eventually { server.registry.allSessions().allSatisfy { $0.summary().status == .exited } }
        }
    }

    @Test func aPortInUseIsNamed() async throws {
        try await HTTPTestServer.run { server in
            let error = await #expect(throws: ListenError.self) {
                try await HTTPTestServer.run {
                    $0.server.port = server.port
                } _: { _ in
                }
            }
            #expect(error?.description.contains("127.0.0.1:\(server.port): Address already in use") == true)
        }
    }
}
