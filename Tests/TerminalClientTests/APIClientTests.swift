import NIOCore
import NIOHTTP1
import StrictJSON
import TerminalClient
import Testing

@Suite struct APIClientTests {
    private static func ok(_ body: String) -> FakeServer.Reply {
        .init(text: "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    private func failure(
        of reply: FakeServer.Reply, timeout: TimeAmount = .seconds(20), limit: Int = 1000
    ) async throws -> ClientError? {
        var found: ClientError?
        try await FakeServer.run({ _ in reply }) { server in
            let exchange = HTTPExchange(server.address, trust: .system, timeout: timeout, limitBytes: limit)
            do throws(ClientError) {
                _ = try await exchange.answer(to: HTTPRequest(.GET, "/"))
            } catch {
                found = error
            }
        }
        return found
    }

    @Test func aRequestSaysAllThatIsNeeded() async throws {
        try await FakeServer.run({ _ in Self.ok(#"{"id":"x"}"#) }) { server in
            var address = server.address
            address.basePath = "/base"
            let client = APIClient(address, token: "a.b.c")
            let answer = try await client.send(
                .POST, ["sessions", "../x y", "é"], query: [("label", "a:b&c=d"), ("limit", "1")],
                headers: ["Prefer": "respond-async"], json: ["name": "n"])
            #expect(try answer.json() == ["id": "x"])
            let lines = (server.requests.first ?? "").split(separator: "\r\n").map(String.init)
            #expect(lines.first == "POST /base/api/v1/sessions/..%2Fx%20y/%C3%A9?label=a%3Ab%26c%3Dd&limit=1 HTTP/1.1")
            #expect(lines.contains("Host: \(address.hostHeader)"))
            #expect(lines.contains("Authorization: Bearer a.b.c"))
            #expect(lines.contains("Prefer: respond-async"))
            #expect(lines.contains("Content-Length: 12"))
            #expect(lines.last == #"{"name":"n"}"#)
        }
    }

    @Test func nothingIsSaidAboutWhoAsksWithoutAToken() async throws {
        try await FakeServer.run({ _ in Self.ok("{}") }) { server in
            _ = try await APIClient(server.address).send(.GET, ["sessions"])
            #expect(!(server.requests.first ?? "").lowercased().contains("authorization"))
        }
    }

    @Test func anErrorIsTheServersOwn() async throws {
        let body = #"{"error":{"code":"RATE_LIMIT_EXCEEDED","message":"slowly","details":{"limit":"5"}}}"#
        let reply = FakeServer.Reply(
            text: "HTTP/1.1 429 no\r\nRetry-After: 7\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        try await FakeServer.run({ _ in reply }) { server in
            let expected = APIError(
                status: 429, code: "RATE_LIMIT_EXCEEDED", message: "slowly", details: ["limit": "5"],
                retryAfterSeconds: 7)
            #expect(expected.kind == .temporary)
            await #expect(throws: ClientError.refused(expected)) {
                _ = try await APIClient(server.address).send(.GET, ["sessions"])
            }
        }
    }

    @Test(
        arguments: [
            (401, .authentication), (403, .permission), (404, .notFound), (502, .temporary), (500, .other),
            (301, .other),
        ] as [(Int, APIError.Kind)])
    func anErrorOfAProxyHasItsStatus(status: Int, kind: APIError.Kind) async throws {
        let reply = FakeServer.Reply(text: "HTTP/1.1 \(status) x\r\nContent-Length: 6\r\n\r\n<html>")
        try await FakeServer.run({ _ in reply }) { server in
            do throws(ClientError) {
                _ = try await APIClient(server.address).send(.GET, ["sessions"])
                Issue.record("\(status) was taken")
            } catch {
                guard case .refused(let refusal) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(refusal.status == status && refusal.kind == kind)
            }
        }
    }

    @Test(arguments: ["SSH-2.0-OpenSSH\r\n", "HTTP/1.1 2000 no\r\n", String(repeating: "x", count: 2000), ""])
    func whatIsNotHTTP(text: String) async throws {
        #expect(try await failure(of: .init(text: text)) == .notHTTP)
    }

    @Test func anAnswerThatBreaksOff() async throws {
        #expect(
            try await failure(of: .init(text: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")) == .cutOff)
    }

    @Test func anAnswerThatIsTooLarge() async throws {
        let body = String(repeating: "x", count: 1001)
        #expect(try await failure(of: Self.ok(body)) == .answerTooLarge(limit: 1000))
        #expect(try await failure(of: Self.ok(String(body.dropLast()))) == nil)
    }

    @Test func anAnswerThatDoesNotCome() async throws {
        #expect(try await failure(of: .silence, timeout: .milliseconds(50)) == .noAnswerInTime)
    }

    @Test func nobodyThere() async throws {
        let client = APIClient(ServerAddress(.unix(path: "/nonexistent/socket")))
        await #expect(throws: ClientError.unreachable("No such file or directory")) {
            _ = try await client.send(.GET, ["sessions"])
        }
    }

    @Test func anAuthorityThatIsNotThere() async throws {
        try await FakeServer.run({ _ in .silence }) { server in
            var address = server.address
            address.isTLS = true
            do throws(ClientError) {
                _ = try await APIClient(address, trust: .authorities(file: "/nonexistent.pem")).send(.GET, ["sessions"])
                Issue.record("it was taken")
            } catch {
                guard case .unreachable = error else {
                    Issue.record("\(error)")
                    return
                }
            }
        }
    }
}
