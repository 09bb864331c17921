import StrictJSON
import TerminalProtocol
import Testing

@testable import WebTerminalServer

@Suite(.timeLimit(.minutes(2))) struct DocumentTests {
    /// Paths of the document with the methods that each has.
    private static func documented(_ document: JSONValue) throws -> [String: Set<String>] {
        let paths = try #require(document["paths"]?.objectValue)
        return paths.mapValues { item in
            Set((item.objectValue ?? [:]).keys.map { $0.uppercased() }).intersection([
                "GET", "PUT", "POST", "PATCH", "DELETE",
            ])
        }
    }

    private static func document(_ port: Int) async throws -> JSONValue {
        let answer = try await request(port, "GET", "/api/v1/openapi.json")
        #expect(answer.status == 200 && answer["Content-Type"] == ["application/json"])
        return try JSONValue(parsing: answer.body, maximumDepth: 64)
    }

    /// Every path of the router below `/api/v1` is in the document with the methods that it has, and no other.
    @Test func routesAndDocumentAgree() async throws {
        // With all that a server may have.
        try await StoryServer.run { server in
            let documented = try Self.documented(try await Self.document(server.port))
            let prefix = "/api/v1"
            let routed = Set(
                server.server.routes.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
            #expect(routed.subtracting(documented.keys) == [], "not in the document")
            #expect(Set(documented.keys).subtracting(routed) == [], "not in the router")
            for path in routed.intersection(documented.keys) {
                // A path answers a method that it does not have with those that it has; no path has OPTIONS.
                let concrete = path.split(separator: "/").map { $0.hasPrefix("{") ? "x" : $0 }.joined(separator: "/")
                let answer = try await request(server.port, "OPTIONS", "\(prefix)/\(concrete)")
                let allowed = try #require(answer["Allow"].first, "\(path)")
                let methods = Set(allowed.split(separator: ",").map { String($0.drop { $0 == " " }) })
                #expect(answer.status == 405 && methods.subtracting(["HEAD"]) == documented[path], "\(path)")
            }
        }
    }

    /// What is not below `/api/v1` is public, so nothing may come to be there by accident.
    @Test func nothingElseIsServed() async throws {
        try await StoryServer.run { server in
            let others = server.server.routes.filter { !$0.hasPrefix("/api/v1") }
            #expect(others == ["", "/**", "/health", "/ready", "/metrics"])
        }
    }

    @Test func everyErrorCodeIsInIt() async throws {
        try await HTTPTestServer.run { server in
            let codes = try await Self.document(server.port)["components"]?["schemas"]?["ErrorCode"]?["enum"]?
                .arrayValue
            let described = Set(try #require(codes).compactMap(\.stringValue))
            #expect(described == Set(ErrorCode.allCases.map(\.rawValue)))
        }
    }

    @Test func itIsServedLikeAFileOfThePage() async throws {
        try await HTTPTestServer.run { server in
            for (path, type) in [
                ("openapi.json", "application/json"), ("docs", "text/html; charset=utf-8"),
                ("docs/reference.js", "text/javascript; charset=utf-8"),
                ("docs/outline.js", "text/javascript; charset=utf-8"),
                ("docs/reference.css", "text/css; charset=utf-8"),
            ] {
                let answer = try await request(server.port, "GET", "/api/v1/\(path)")
                #expect(answer.status == 200 && answer["Content-Type"] == [type], "\(path)")
                let etag = try #require(answer["ETag"].first)
                let again = try await request(
                    server.port, "GET", "/api/v1/\(path)", headers: ["If-None-Match: \(etag)"])
                #expect(again.status == 304 && again.body.isEmpty, "\(path)")
            }
            for path in ["docs/none.js", "docs/..%2findex.html", "docs/%2e%2e", "docs/"] {
                let answer = try await request(server.port, "GET", "/api/v1/\(path)")
                #expect(answer.status == 404 || answer.status == 400, "\(path)")
            }
        }
    }
}
