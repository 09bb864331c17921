import NIOCore
import NIOHTTP1
import NIOPosix
import StrictJSON
import TerminalClient

/// A server as a command talks to it: one call after the other, and every failure with its exit code.
struct ServerConnection: Sendable {
    let settings: ClientSettings

    init(_ settings: ClientSettings) { self.settings = settings }

    func send(
        _ method: HTTPMethod = .GET, _ path: [String], query: [(name: String, value: String)] = [],
        headers: HTTPHeaders = [:], json: JSONValue? = nil, extraSeconds: Int = 0
    ) throws(CommandFailure) -> HTTPAnswer {
        try call { client throws(ClientError) in
            try await client.send(
                method, path, query: query, headers: headers, json: json, extraSeconds: extraSeconds)
        }
    }

    func json(
        _ path: [String], query: [(name: String, value: String)] = [], extraSeconds: Int = 0
    ) throws(CommandFailure) -> JSONValue {
        try call { client throws(ClientError) in
            try await client.send(.GET, path, query: query, extraSeconds: extraSeconds).json()
        }
    }

    /// What is not below `/api/v1`.
    func send(target: String) throws(CommandFailure) -> HTTPAnswer {
        try call { client throws(ClientError) in try await client.send(target: target) }
    }

    /// Waits for the answer: not for an event loop.
    private func call<Answer: Sendable>(
        _ body: @escaping @Sendable (APIClient) async throws(ClientError) -> Answer
    ) throws(CommandFailure) -> Answer {
        let token = try settings.token.read()
        let client = APIClient(settings.address, trust: settings.trust, token: token)
        do {
            return try MultiThreadedEventLoopGroup.singleton.next().makeFutureWithTask { try await body(client) }.wait()
        } catch let error as ClientError {
            throw CommandFailure(error, from: settings.address, hasToken: token != nil)
        } catch {
            throw CommandFailure("\(error)", status: ProcessExit.failure)
        }
    }
}

extension CommandFailure {
    /// What a server, or that there is none, means for the command.
    init(_ error: ClientError, from address: ServerAddress, hasToken: Bool) {
        switch error {
        case .unreachable(let reason):
            self.init("cannot connect to \(address): \(Self.shown(reason))", status: ProcessExit.cannotConnect)
        case .noAnswerInTime:
            self.init("\(address): no answer in time", status: ProcessExit.cannotConnect)
        case .refused(let refusal):
            let hint =
                refusal.kind == .authentication && !hasToken
                ? "; a token comes from WEB_TERMINAL_TOKEN, --token-file or client.toml" : ""
            self.init(Self.shown(refusal.description) + hint, status: ProcessExit.status(of: refusal.kind))
        case .notHTTP, .cutOff, .answerTooLarge, .unexpectedAnswer:
            self.init("\(address): \(Self.shown(error.description))", status: ProcessExit.failure)
        }
        self.error = error
    }

    /// A server's words on a terminal.
    private static func shown(_ text: String) -> String { RawValue.escaped(text, limit: 500) }
}

extension ProcessExit {
    static func status(of kind: APIError.Kind) -> Int32 {
        switch kind {
        case .authentication: authentication
        case .permission: permission
        case .notFound: notFound
        case .temporary, .other: failure
        }
    }
}
