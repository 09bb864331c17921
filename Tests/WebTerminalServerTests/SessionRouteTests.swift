import NIOCore
import PseudoTerminal
import Sessions
import StrictJSON
import Testing

@testable import WebTerminalServer

@Suite(.timeLimit(.minutes(2))) struct SessionRouteTests {
    private static let alice = "Authorization: Bearer token-alice"

    /// Makes a session, and tells where it is.
    private static func create(_ server: HTTPTestServer, _ body: String = "{}", user: String = alice) async throws
        -> String
    {
        let made = try await request(
            server.port, "POST", "/api/v1/sessions", headers: [user, "Content-Type: application/json"], body: body)
        return try #require(made["Location"].first)
    }

    private static func json(_ response: RawResponse) throws -> JSONValue { try JSONValue(parsing: response.body) }

    private static func get(_ server: HTTPTestServer, _ target: String, _ headers: String...) async throws
        -> RawResponse
    {
        try await request(server.port, "GET", target, headers: [alice] + headers)
    }

    @Test func nameAndLabelsAreMerged() async throws {
        try await HTTPTestServer.run { server in
            let path = try await Self.create(server, #"{"name":"build","labels":{"a":"1","b":"2"}}"#)
            func patch(_ body: String, _ headers: String...) async throws -> RawResponse {
                try await request(server.port, "PATCH", path, headers: [Self.alice] + headers, body: body)
            }
            let first = try await patch(
                #"{"labels":{"b":null,"c":"3"}}"#, "Content-Type: application/merge-patch+json; charset=utf-8")
            #expect(first.status == 200)
            #expect(try Self.json(first)["labels"] == ["a": "1", "c": "3"] && Self.json(first)["name"] == "build")
            #expect(try Self.json(try await patch(#"{"name":null}"#))["name"] == .null)
            #expect(try Self.json(try await patch(#"{"labels":null,"name":"x"}"#))["labels"] == [:])
            #expect(try Self.json(try await Self.get(server, path))["name"] == "x")
            let refused: [(String, Int)] = [
                (#"{"name":""}"#, 422), (#"{"name":1}"#, 422), (#"{"labels":[]}"#, 422), (#"{"cols":80}"#, 422),
                (#"{"labels":{"":"x"}}"#, 422), (#"{"name":"x","status":"exited"}"#, 422), ("[]", 400), ("", 400),
            ]
            for (body, status) in refused { #expect(try await patch(body).status == status, "\(body)") }
            #expect(try await patch("{}", "Content-Type: text/plain").status == 415)
            #expect(try Self.json(try await Self.get(server, path))["name"] == "x")
        }
    }

    @Test func aChangeThatSomebodyElseWasFasterWithIsRefused() async throws {
        try await HTTPTestServer.run { server in
            let path = try await Self.create(server)
            let etag = try #require(try await Self.get(server, path)["ETag"].first)
            func patch(_ name: String, ifMatch: String) async throws -> RawResponse {
                try await request(
                    server.port, "PATCH", path, headers: [Self.alice, "If-Match: \(ifMatch)"],
                    body: #"{"name":"\#(name)"}"#)
            }
            // What has nothing to do with name and labels does not count.
            server.registry.allSessions().first?.terminalOutput(.init(string: "x"))
            #expect(try await Self.get(server, path)["ETag"] != [etag])
            let changed = try await patch("a", ifMatch: "\"other\", \(etag)")
            #expect(changed.status == 200)
            let late = try await patch("b", ifMatch: etag)
            #expect(try late.status == 412 && Self.json(late)["error"]?["code"] == "CONFLICT")
            #expect(try await patch("c", ifMatch: "W/\(changed["ETag"][0])").status == 412)
            let name = try Self.json(try await Self.get(server, path))["name"]
            #expect(name == "a")
            #expect(try await patch("d", ifMatch: "*").status == 200)
            let kept = try await request(
                server.port, "DELETE", path, headers: [Self.alice, "If-Match: \(etag)"])
            #expect(kept.status == 412)
            let now = try #require(try await Self.get(server, path)["ETag"].first)
            let ended = try await request(server.port, "DELETE", path, headers: [Self.alice, "If-Match: \(now)"])
            #expect(ended.status == 204)
        }
    }

    @Test func tagsTellVersionsApart() {
        let tag = SessionTag(revision: 3, object: [1, 2])
        #expect(tag == SessionTag(revision: 3, object: [1, 2]) && tag != SessionTag(revision: 3, object: [1]))
        #expect(SessionTag.allows(nil, revision: 3) && SessionTag.allows(tag.text, revision: 3))
        #expect(SessionTag.allows("\"x\",\t\(tag.text) ", revision: 3) && SessionTag.allows(" * ", revision: 3))
        for header in ["", "3", "\"3\"", "W/\(tag.text)", "\"33-1\"", "\"2-1\""] {
            #expect(!SessionTag.allows(header, revision: 3), "\(header)")
        }
    }

    @Test func whoHasTheLatestGetsNothing() async throws {
        // A terminal that does nothing and never times out: nothing of the object moves.
        try await HTTPTestServer.run { server in
            let path = try await Self.create(server)
            // The object tells the time of the last activity by two clocks, which may be a millisecond apart.
            try await eventually {
                let etag = try #require(try await Self.get(server, path)["ETag"].first)
                let again = try await Self.get(server, path, "If-None-Match: \(etag)")
                guard again.status == 304 else { return false }
                return again.body.isEmpty && again["ETag"] == [etag]
            }
            #expect(try await Self.get(server, path, "If-None-Match: \"0-0\"").status == 200)
        }
    }

    @Test func theObjectTellsOfTheRequestOnlyNames() async throws {
        try await HTTPTestServer.run { server in
            let path = try await Self.create(server, #"{"environment":{"TOKEN":"secret-value","EDITOR":"vi"}}"#)
            let answer = try await Self.get(server, path)
            let state = try Self.json(answer)["state"]
            #expect(state?["environment"] == ["EDITOR", "TOKEN"] && !answer.text.contains("secret-value"))
            // There is no process behind this terminal.
            #expect(state?["working_directory"] == .null && state?["processes"] == [])
            let list = try Self.json(try await Self.get(server, "/api/v1/sessions"))
            #expect(
                list["sessions"]?.arrayValue?.first?["state"] == ["working_directory": .null, "command": .null])
        }
    }

    @Test func labelsFilter() async throws {
        try await HTTPTestServer.run { server in
            _ = try await Self.create(server, #"{"labels":{"ci":"7","os":"linux"}}"#)
            _ = try await Self.create(server, #"{"labels":{"ci":"8","os":"linux"}}"#)
            _ = try await Self.create(server, #"{"labels":{"url":"http://x:1/?a=b&c","a:b":"c d"}}"#)
            let cases: [(String, Int?)] = [
                ("label=ci:7", 1), ("label=os:linux", 2), ("label=os:linux&label=ci:8", 1),
                ("label=ci:7&label=ci:8", 0), ("label=ci:", 0), ("label=CI:7", 0), ("label=a:b:c+d", 1),
                ("label=url:http%3A%2F%2Fx:1%2F%3Fa%3Db%26c", 1), ("label=os:linux&status=exited", 0),
                ("label=os:linux&limit=1", 2),
                // A colon with an accent is a colon and an accent.
                ("label=ci:%CC%81", 0), ("label=ci", nil), ("label=", nil),
                (Array(repeating: "label=a:b", count: 33).joined(separator: "&"), nil),
            ]
            for (query, total) in cases {
                let answer = try await Self.get(server, "/api/v1/sessions?\(query)")
                #expect(answer.status == (total == nil ? 422 : 200), "\(query)")
                if let total { #expect(try Self.json(answer)["total"] == JSONValue(total), "\(query)") }
            }
        }
    }

    @Test func aPageNamesItsNeighbours() async throws {
        try await HTTPTestServer.run { server in
            for _ in 0..<3 { _ = try await Self.create(server, #"{"labels":{"a b":"c&d"}}"#) }
            #expect(try await Self.get(server, "/api/v1/sessions")["Link"].isEmpty)
            let page = try await Self.get(server, "/api/v1/sessions?limit=2&label=a+b:c%26d")
            let link = "<?label=a%20b%3Ac%26d&limit=2&offset="
            #expect(
                page["Link"] == [
                    "\(link)0>; rel=\"first\", \(link)2>; rel=\"next\", \(link)2>; rel=\"last\""
                ])
            // What it says can be asked for.
            let next = try await Self.get(server, "/api/v1/sessions?label=a%20b%3Ac%26d&limit=2&offset=2")
            #expect(try Self.json(next)["sessions"]?.arrayValue?.count == 1)
            #expect(next["Link"] == ["\(link)0>; rel=\"first\", \(link)0>; rel=\"prev\", \(link)2>; rel=\"last\""])
            let beyond = try await Self.get(server, "/api/v1/sessions?limit=2&offset=9223372036854775807")
            #expect(try beyond.status == 200 && Self.json(beyond)["sessions"] == [])
            // The way back led through all the pages that there are not.
            #expect(beyond["Link"].first?.contains("<?limit=2&offset=2>; rel=\"prev\"") == true)
        }
    }

    @Test func aTokenThatIsAboutToExpireIsAnnounced() async throws {
        try await HTTPTestServer.run { server in
            #expect(try await Self.get(server, "/api/v1/auth/info")["X-Token-Expires-In"].isEmpty)
            for path in ["/api/v1/auth/info", "/api/v1/sessions/none", "/api/v1/config"] {
                let answer = try await request(
                    server.port, "GET", path, headers: ["Authorization: Bearer token-expiring"])
                let seconds = try #require(answer["X-Token-Expires-In"].first.flatMap { Int($0) })
                #expect((0...200).contains(seconds), "\(path)")
            }
        }
    }

    @Test func outputComesAsItIsRetained() async throws {
        try await HTTPTestServer.run { server in
            let path = try await Self.create(server)
            server.registry.allSessions().first?.terminalOutput(.init(bytes: Array("0123456789".utf8) + [0xFF, 0]))
            let all = try await Self.get(server, "\(path)/output")
            #expect(all.status == 200 && all["Content-Type"] == ["application/octet-stream"])
            #expect(all.body == Array("0123456789".utf8) + [0xFF, 0])
            #expect(all["X-Output-From"] == ["0"] && all["X-Output-To"] == ["12"] && all["X-Output-End"] == ["12"])
            let part = try await Self.get(server, "\(path)/output?from=2&to=5")
            #expect(part.text == "234" && part["X-Output-To"] == ["5"] && part["X-Output-End"] == ["12"])
            let beyond = try await Self.get(server, "\(path)/output?from=13")
            #expect(beyond.status == 416)
            #expect(try Self.json(beyond)["error"]?["details"] == ["retained_from": "0", "end": "12"])
            for query in ["from=-1", "from=x", "from=5&to=4", "from=1&from=1", "count=1", "to=18446744073709551616"] {
                #expect(try await Self.get(server, "\(path)/output?\(query)").status == 422, "\(query)")
            }
        }
    }
}
