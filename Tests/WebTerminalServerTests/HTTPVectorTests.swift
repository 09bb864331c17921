import StrictJSON
import Testing

@testable import WebTerminalServer

/// `http_raw.json`: what clients and proxies have got past servers, as bytes.
@Suite(.enabled(if: HTTPVectorFile.isExpected, HTTPVectorFile.skipReason), .timeLimit(.minutes(2)))
struct HTTPVectorTests {
    /// What the prose of a vector's `any_of` comes to as a status of the first answer.
    private static let proseStatuses = [200, 204, 400, 401, 404, 405, 413, 426, 501]
    private static let bearer = "Authorization: Bearer token-alice\r\n"
    /// The vectors' own paths are answered with 404, behind which a mistake could hide.
    private static let served = [("/healthz", "/health"), ("/api/sessions", "/api/v1/sessions")]

    private struct Vector: Sendable {
        var id: String
        var raw: String
        var expect: JSONValue

        /// The vectors write one byte as one character.
        var bytes: [UInt8] { raw.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

        /// With a good token, in front of the first header.
        var authenticated: [UInt8] {
            guard let line = raw.unicodeScalars.firstIndex(of: "\n") else { return bytes }
            var copy = self
            copy.raw.unicodeScalars.insert(
                contentsOf: HTTPVectorTests.bearer.unicodeScalars, at: raw.unicodeScalars.index(after: line))
            return copy.bytes
        }

        /// With the first path replaced by one that exists.
        var onServedPath: Vector {
            var copy = self
            for (theirs, ours) in HTTPVectorTests.served { copy.raw = copy.raw.replacing(theirs, with: ours) }
            return copy
        }
    }

    private func vectors() throws -> [Vector] {
        let file = try HTTPVectorFile.read("http_raw.json")
        let vectors = try #require(try JSONValue(parsing: file)["vectors"]?.arrayValue)
        return try vectors.map { vector in
            Vector(
                id: try #require(vector["id"]?.stringValue), raw: try #require(vector["raw"]?.stringValue),
                expect: try #require(vector["expect"]))
        }
    }

    @Test func noVectorDeviates() async throws {
        let vectors = try vectors()
        try await HTTPTestServer.run { server in
            try await Self.each(vectors + vectors.map(\.onServedPath)) { vector in
                Self.check(
                    vector,
                    try await exchange(
                        server.port, vector.bytes, quiet: 700, toHead: vector.raw.hasPrefix("HEAD")), server)
            }
            #expect(try await request(server.port, "GET", "/health").status == 200)
        }
    }

    @Test func aTokenMakesNoBadHandshakeGood() async throws {
        let upgrades = try vectors().filter { $0.id.hasPrefix("upgrade-") }
        try await HTTPTestServer.run { server in
            try await Self.each(upgrades) { vector in
                let reply = try await exchange(server.port, vector.authenticated, quiet: 700)
                let status = reply.first?.status
                switch vector.id {
                case "upgrade-01", "upgrade-18", "upgrade-19":
                    #expect(status == 101, "\(vector.id)")
                    #expect(reply.first?["Sec-WebSocket-Accept"] == ["s3pPLMBiTxaQ9kYGzzhZRbK+xOo="], "\(vector.id)")
                case "upgrade-02", "upgrade-03", "upgrade-04", "upgrade-05":
                    #expect(status == 403 && reply.isClosed, "\(vector.id)")
                default:
                    #expect(status.map { (400..<500).contains($0) } == true && reply.isClosed, "\(vector.id)")
                }
            }
        }
    }

    private static func check(_ vector: Vector, _ reply: RawReply, _ server: HTTPTestServer) {
        let expect = vector.expect
        let about = "\(vector.id): \(reply.responses.map(\.status)) closed \(reply.isClosed)"
        if let first = reply.first?.status {
            let expected = expect["status"]?.arrayValue?.compactMap { $0.integerValue.map(Int.init) } ?? proseStatuses
            // A path that exists answers a wrong method with 405, and a right request with 200.
            #expect(expected.contains(first), "\(about)")
        } else {
            #expect(expect["or"]?.stringValue == "close without response" && reply.isClosed, "\(about)")
        }
        if let most = expect["max_responses"]?.integerValue { #expect(reply.responses.count <= most, "\(about)") }
        if let target = expect["never_served"]?.stringValue { #expect(!server.log.served.contains(target), "\(about)") }
        for text in expect["never_body_contains"]?.arrayValue?.compactMap(\.stringValue) ?? [] {
            #expect(!reply.responses.contains { $0.text.contains(text) }, "\(about)")
        }
        if let never = expect["never"]?.integerValue {
            #expect(!reply.responses.contains { $0.status == never }, "\(about)")
        }
        for response in reply.responses {
            #expect(response.status < 500 || response.status == 501 || response.status == 505, "\(about)")
            #expect(response["X-Content-Type-Options"] == ["nosniff"] || response.status < 200, "\(about)")
        }
        if let last = reply.responses.last, last.status >= 400 {
            #expect(reply.isClosed && last["Connection"] == ["close"], "\(about)")
            #expect(last.text.hasPrefix("{\"error\":{") || last.body.isEmpty, "\(about)")
        }
        #expect(reply.responses.dropLast().allSatisfy { $0.status < 400 }, "\(about)")
    }

    /// Sixteen at a time: some wait for a server that rightly says nothing.
    private static func each(_ vectors: [Vector], _ body: @escaping @Sendable (Vector) async throws -> Void)
        async throws
    {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for (index, vector) in vectors.enumerated() {
                if index >= 16 { try await tasks.next() }
                tasks.addTask { try await body(vector) }
            }
            try await tasks.waitForAll()
        }
    }
}
