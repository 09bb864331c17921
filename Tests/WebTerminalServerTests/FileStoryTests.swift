import Authentication
import Glibc
import NIOCore
import Sessions
import StrictJSON
import TestKit
import Testing

@testable import WebTerminalServer

/// Files over HTTP, in the workspace of a real shell.
@Suite(.timeLimit(.minutes(3))) struct FileStoryTests {
    /// One session of alice's, and requests about its files.
    private struct Story: Sendable {
        let server: StoryServer
        let terminal: TerminalTestClient
        let sessionID: String
        let root: TestDirectory

        var workspace: String { root.path("workspaces/\(sessionID)/workspace") }

        func send(
            _ method: String, _ path: String, body: [UInt8]? = nil, headers: [String] = [], user: String = "alice",
            role: Role? = nil
        ) async throws -> RawResponse {
            var lines = [
                "\(method) /api/v1/sessions/\(sessionID)/\(path) HTTP/1.1", "Host: 127.0.0.1:\(server.port)",
                "Connection: close", "Authorization: Bearer \(server.token(for: user, role: role))",
            ]
            lines += headers
            if let body { lines.append("Content-Length: \(body.count)") }
            let head = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
            let reply = try await exchange(server.port, head + (body ?? []), toHead: method == "HEAD")
            guard let response = reply.responses.last else { throw ConnectionFailed(step: "response", code: 0) }
            return response
        }

        func text(_ method: String, _ path: String, _ body: String) async throws -> RawResponse {
            try await send(method, path, body: Array(body.utf8))
        }
    }

    private static func tell(
        _ configure: @escaping (inout Configuration) -> Void = { _ in },
        _ story: @escaping @Sendable (Story) async throws -> Void
    ) async throws {
        let root = TestDirectory()
        try await StoryServer.run { configuration in
            configuration.session.workspaceRoot = root.path("workspaces")
            configure(&configuration)
        } _: { server in
            let terminal = try await server.connect()
            let id = try await terminal.create()
            try await story(Story(server: server, terminal: terminal, sessionID: id, root: root))
        }
        // However a story ends, nothing of its sessions is left.
        #expect(entries(root.path("workspaces")).isEmpty)
    }

    private static func entries(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func code(_ response: RawResponse) -> String? {
        (try? JSONValue(parsing: response.body))?["error"]?["code"]?.stringValue
    }

    private static func details(_ response: RawResponse) -> JSONValue? {
        (try? JSONValue(parsing: response.body))?["error"]?["details"]
    }

    private static func names(_ response: RawResponse) throws -> [String] {
        (try JSONValue(parsing: response.body)["entries"]?.arrayValue ?? []).compactMap { $0["path"]?.stringValue }
    }

    @Test func theShellIsAtHomeInItsWorkspace() async throws {
        try await Self.tell { story in
            #expect(try await story.text("PUT", "files?path=hello.txt", "from outside\n").status == 201)
            try await story.terminal.type("cat hello.txt; pwd; echo $HOME; echo from-inside > made; exit\n")
            try await story.terminal.expect("from outside\r\n\(story.workspace)\r\n\(story.workspace)\r\n")
        }
    }

    @Test func aFileGoesInAndComesOut() async throws {
        try await Self.tell { story in
            let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let put = try await story.send("PUT", "files?path=a%20b.bin", body: bytes)
            #expect(put.status == 201)
            #expect(put["Location"] == ["/api/v1/sessions/\(story.sessionID)/files?path=a%20b.bin"])
            let whole = try await story.send("GET", "files/download?path=a%20b.bin")
            #expect(whole.status == 200 && whole.body == bytes)
            #expect(whole["Content-Type"] == ["application/octet-stream"])
            #expect(whole["Content-Disposition"] == ["attachment; filename=\"a b.bin\""])
            #expect(whole["X-Content-Type-Options"] == ["nosniff"])
            #expect(whole["Content-Security-Policy"] == [SecurityHeaders.filePolicy])
            let etag = try #require(whole["ETag"].first)
            #expect(put["ETag"] == [etag])

            let part = try await story.send("GET", "files/download?path=a%20b.bin", headers: ["Range: bytes=5-9"])
            #expect(part.status == 206 && part.body == Array(bytes[5...9]))
            #expect(part["Content-Range"] == ["bytes 5-9/700000"])
            let old = ["Range: bytes=5-9", "If-Range: \"other\""]
            #expect(try await story.send("GET", "files/download?path=a%20b.bin", headers: old).status == 200)
            let behind = try await story.send("GET", "files/download?path=a%20b.bin", headers: ["Range: bytes=700000-"])
            #expect(behind.status == 416 && behind["Content-Range"] == ["bytes */700000"])
            let known = try await story.send(
                "GET", "files/download?path=a%20b.bin", headers: ["If-None-Match: \(etag)"])
            #expect(known.status == 304 && known.body.isEmpty)
            let head = try await story.send("HEAD", "files/download?path=a%20b.bin")
            #expect(head.status == 200 && head["Content-Length"] == ["700000"] && head.body.isEmpty)

            // Replaced by who knows what is there, and by nobody else.
            let stale = try await story.send("PUT", "files?path=a%20b.bin", body: [1], headers: ["If-Match: \"x\""])
            #expect(stale.status == 412)
            #expect(
                try await story.send("PUT", "files?path=a%20b.bin", body: [1], headers: ["If-Match: \(etag)"]).status
                    == 200)
            #expect(
                try await story.send("PUT", "files?path=a%20b.bin", body: [2], headers: ["If-None-Match: *"]).status
                    == 412)
            #expect(try await story.send("GET", "files/download?path=a%20b.bin").body == [1])
        }
    }

    @Test func directoriesMovesAndTheEndOfFiles() async throws {
        try await Self.tell { story in
            #expect(try await story.send("PUT", "files?path=a/b&type=directory&parents=true").status == 201)
            #expect(try await story.text("PUT", "files?path=a/b/c", "x").status == 201)
            #expect(try await story.text("PUT", "files?path=n/o&parents=false", "x").status == 404)
            #expect(try Self.names(try await story.send("GET", "files?path=a/b")) == ["a/b/c"])
            let file = try await story.send("GET", "files?path=a/b/c")
            #expect(try JSONValue(parsing: file.body)["type"] == "file" && JSONValue(parsing: file.body)["bytes"] == 1)
            let moved = try await story.text("PATCH", "files?path=a/b/c", #"{"path":"d"}"#)
            #expect(moved.status == 200)
            #expect(try Self.names(try await story.send("GET", "files")) == ["a", "d"])
            #expect(try await story.text("PATCH", "files?path=d", #"{"path":"a"}"#).status == 409)
            #expect(try await story.text("PATCH", "files?path=d", #"{"path":"../d"}"#).status == 422)
            #expect(try await story.text("PATCH", "files?path=d", "{}").status == 422)
            #expect(try await story.send("DELETE", "files?path=a").status == 409)
            #expect(try await story.send("DELETE", "files?path=a&recursive=true").status == 204)
            #expect(try await story.send("DELETE", "files?path=d").status == 204)
            #expect(try await story.send("DELETE", "files?path=d").status == 404)
            #expect(try Self.names(try await story.send("GET", "files")) == [])
            let usage = try JSONValue(parsing: try await story.send("GET", "disk-usage").body)
            #expect(usage["quota_bytes"] == 1_000_000_000 && usage["complete"] == true)
        }
    }

    @Test func aFormBringsSeveralFiles() async throws {
        try await Self.tell { story in
            let form = [
                "--B", #"Content-Disposition: form-data; name="file"; filename="one.txt""#, "", "1", "--B",
                #"Content-Disposition: form-data; name="comment""#, "", "no file", "--B",
                #"Content-Disposition: form-data; name="file"; filename="zwei ü.txt""#, "", "22", "--B--", "",
            ].joined(separator: "\r\n")
            let header = ["Content-Type: multipart/form-data; boundary=B"]
            let made = try await story.send("POST", "files", body: Array(form.utf8), headers: header)
            #expect(made.status == 201)
            #expect(try JSONValue(parsing: made.body)["files"]?.arrayValue?.count == 2)
            #expect(try await story.send("GET", "files/download?path=zwei%20%C3%BC.txt").body == Array("22".utf8))
            // A second time nothing is replaced, unless that is said.
            #expect(try await story.send("POST", "files", body: Array(form.utf8), headers: header).status == 409)
            let again = try await story.send("POST", "files?overwrite=true", body: Array(form.utf8), headers: header)
            #expect(again.status == 201)
            for (name, status) in [("../x", 422), ("a/b", 422), ("..", 422)] {
                let evil = form.replacing("one.txt", with: name)
                #expect(
                    try await story.send("POST", "files?overwrite=1", body: Array(evil.utf8), headers: header).status
                        == status)
            }
            let cut = Array(form.replacing("one.txt", with: "half.txt").utf8.dropLast(7))
            #expect(try await story.send("POST", "files?overwrite=1", body: cut, headers: header).status == 400)
            #expect(try await story.send("POST", "files", body: Array(form.utf8)).status == 415)
            #expect(try Self.names(try await story.send("GET", "files")) == ["one.txt", "zwei ü.txt"])
        }
    }

    @Test func limitsAreToldWithFigures() async throws {
        try await Self.tell { configuration in
            configuration.limits.maxUploadBytes = 100_000
            configuration.session.workspaceQuotaBytes = 150_000
        } _: { story in
            let large = [UInt8](repeating: 1, count: 100_001)
            let tooLarge = try await story.send("PUT", "files?path=a", body: large)
            #expect(tooLarge.status == 413 && Self.code(tooLarge) == "QUOTA_EXCEEDED")
            #expect(Self.details(tooLarge)?["limit"] == "100000")
            // Without a length, the bytes themselves are what is too much.
            let chunk = "186a1\r\n" + String(repeating: "x", count: 100_001) + "\r\n0\r\n\r\n"
            let head = [
                "PUT /api/v1/sessions/\(story.sessionID)/files?path=a HTTP/1.1", "Host: 127.0.0.1:\(story.server.port)",
                "Authorization: Bearer \(story.server.token(for: "alice"))", "Transfer-Encoding: chunked", "", "",
            ].joined(separator: "\r\n")
            let chunked = try await exchange(story.server.port, Array((head + chunk).utf8))
            #expect(chunked.responses.last?.status == 413)
            // And what had come of it is not taken for all of it.
            #expect(try Self.names(try await story.send("GET", "files")) == [])
            let first = try await story.send("PUT", "files?path=a", body: Array(large.dropLast()))
            #expect(first.status == 201, "\(first.text)")
            let full = try await story.send("PUT", "files?path=b", body: Array(large.dropLast()))
            #expect(full.status == 507 && Self.code(full) == "QUOTA_EXCEEDED" && full["Retry-After"].isEmpty)
            #expect(Self.details(full)?["used"] == "100000" && Self.details(full)?["limit"] == "150000")
            #expect(try await story.send("PUT", "files?path=b", body: Array(large.prefix(40_000))).status == 201)
            let warning = try await story.terminal.expectMessage(type: "warning")
            #expect(warning["code"] == "quota" && warning["used_bytes"] == 140_000 && warning["quota_bytes"] == 150_000)
            let wrong = try await story.send(
                "PUT", "files?path=c", body: [1], headers: ["X-Content-SHA256: \(String(repeating: "0", count: 64))"])
            #expect(wrong.status == 422 && Self.details(wrong)?["field"] == "sha256")
            let deep = Array(repeating: "d", count: 65).joined(separator: "/")
            #expect(Self.code(try await story.send("PUT", "files?path=\(deep)", body: [1])) == "QUOTA_EXCEEDED")
            #expect(try Self.names(try await story.send("GET", "files")) == ["a", "b"])
            #expect(Self.entries(story.root.path("workspaces/\(story.sessionID)/transfer")).isEmpty)
            // No other route takes so much.
            #expect(try await story.send("PATCH", "files?path=a", body: Array(large.dropLast())).status == 413)
        }
    }

    @Test(arguments: [
        ("..", 422), ("a/../../b", 422), ("%00", 400), ("a%0Ab", 400), ("a%5Cx00b", 422), ("%FF", 400), ("link", 403),
        ("link/passwd", 403), (String(repeating: "n", count: 256), 422), (String(repeating: "n", count: 4096), 422),
    ])
    func hostilePaths(path: String, status: Int) async throws {
        try await Self.tell { story in
            symlink("/etc", "\(story.workspace)/link")
            for (method, route) in [("GET", "files/download?path="), ("PUT", "files?path=")] {
                // A link itself may be replaced.
                if path == "link", method == "PUT" { continue }
                let response = try await story.send(method, route + path, body: method == "PUT" ? [1] : nil)
                #expect(response.status == status, "\(method) \(path): \(response.text)")
            }
            #expect(try Self.names(try await story.send("GET", "files")) == ["link"])
        }
    }

    @Test func namesThatAreNoTextAreServed() async throws {
        try await Self.tell { story in
            try await story.terminal.type("printf x > $'a\\nb\\xff'; echo done-$((1+1))\n")
            try await story.terminal.expect("done-2")
            #expect(try Self.names(try await story.send("GET", "files")) == [#"a\x0Ab\xFF"#])
            #expect(try await story.send("GET", #"files/download?path=a%5Cx0Ab%5CxFF"#).body == Array("x".utf8))
            #expect(try await story.send("DELETE", #"files?path=a%5Cx0Ab%5CxFF"#).status == 204)
        }
    }

    @Test func filesAreTheirOwners() async throws {
        try await Self.tell { (story: Story) async throws in
            #expect(try await story.text("PUT", "files?path=mine", "x").status == 201)
            for (method, path) in [
                ("GET", "files"), ("GET", "files/download?path=mine"), ("GET", "disk-usage"),
                ("DELETE", "files?path=mine"),
            ] {
                #expect(try await story.send(method, path, user: "bob").status == 404)
                #expect(try await story.send(method, path, user: "root", role: .admin).status == 403)
            }
            // Somebody who may only look, at what is theirs.
            #expect(try await story.send("GET", "files/download?path=mine", role: .viewer).status == 200)
            #expect(try await story.send("PUT", "files?path=mine", body: [1], role: .viewer).status == 403)
            #expect(try await story.send("POST", "files", body: [1], role: .viewer).status == 403)
            #expect(try await story.send("PATCH", "files?path=mine", body: [1], role: .viewer).status == 403)
            #expect(try await story.send("DELETE", "files?path=mine", role: .viewer).status == 403)
        }
    }

    @Test func filesGoWithTheSession() async throws {
        try await Self.tell { story in
            #expect(try await story.text("PUT", "files?path=a", "x").status == 201)
            try await story.terminal.type("mkdir -p d/e; ln -s / d/out; chmod 0 d; exit\n")
            _ = try await story.terminal.expectMessage(type: "exited")
            try await eventually("the workspace is gone") {
                Self.entries(story.root.path("workspaces")).isEmpty
            }
            let gone = try await story.send("GET", "files")
            #expect(gone.status == 404 && Self.code(gone) == "NOT_FOUND")
        }
    }

    @Test func nothingIsLeftOfAShellThatDidNotStart() async throws {
        try await Self.tell { story in
            let made = try await request(
                story.server.port, "POST", "/api/v1/sessions",
                headers: ["Authorization: Bearer \(story.server.token(for: "alice"))"],
                body: #"{"working_directory":"/nowhere"}"#)
            #expect(made.status == 422)
            #expect(Self.entries(story.root.path("workspaces")) == [story.sessionID])
        }
    }

    @Test func theAccountsHomeIsAChoice() async throws {
        try await Self.tell {
            $0.session.home = .account
        } _: { story in
            try await story.terminal.type(
                "[ \"$HOME\" = \"$PWD\" ] && [ \"$HOME\" != '\(story.workspace)' ] && echo at-$((1+1))-home\n")
            try await story.terminal.expect("at-2-home")
            #expect(try await story.text("PUT", "files?path=a", "x").status == 201)
        }
    }
}
