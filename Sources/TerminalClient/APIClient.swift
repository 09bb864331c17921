internal import NIOCore
public import NIOHTTP1
public import StrictJSON

/// A server's REST API, as a program uses it.
public struct APIClient: Sendable {
    public var address: ServerAddress
    public var trust: TLSTrust
    /// Nil: requests say nothing about who makes them.
    public var token: String?

    /// How long an answer may take, unless the call says otherwise. In seconds.
    public static let answerTimeoutSeconds = 30
    /// The body of an answer at most, in bytes.
    public static let maximumAnswerBytes = 64 << 20

    public init(_ address: ServerAddress, trust: TLSTrust = .system, token: String? = nil) {
        self.address = address
        self.trust = trust
        self.token = token
    }

    /// One call.
    ///
    /// - Parameters:
    ///   - path: the segments below `/api/v1`, not encoded.
    ///   - extraSeconds: how much longer than other answers this one may take.
    /// - Returns: an answer with a status of 2xx.
    /// - Throws: `ClientError`, `.refused` for every other status.
    public func send(
        _ method: HTTPMethod = .GET, _ path: [String], query: [(name: String, value: String)] = [],
        headers: HTTPHeaders = [:], json: JSONValue? = nil, extraSeconds: Int = 0
    ) async throws(ClientError) -> HTTPAnswer {
        let segments = path.map { "/" + PercentEncoding.encode($0) }.joined()
        return try await send(
            method, target: "/api/v1\(segments)\(PercentEncoding.query(query))", headers: headers, json: json,
            extraSeconds: extraSeconds)
    }

    /// One call of what is not below `/api/v1`.
    ///
    /// - Parameter target: encoded, below the base path.
    public func send(
        _ method: HTTPMethod = .GET, target: String, headers: HTTPHeaders = [:], json: JSONValue? = nil,
        extraSeconds: Int = 0
    ) async throws(ClientError) -> HTTPAnswer {
        var request = HTTPRequest(method, address.target(target), headers: headers)
        if let token { request.headers.replaceOrAdd(name: "Authorization", value: "Bearer \(token)") }
        if let json {
            request.headers.replaceOrAdd(name: "Content-Type", value: "application/json")
            request.body = ByteBuffer(bytes: json.encoded())
        }
        let exchange = HTTPExchange(
            address, trust: trust, timeout: .seconds(Int64(Self.answerTimeoutSeconds + extraSeconds)),
            limitBytes: Self.maximumAnswerBytes)
        let answer = try await exchange.answer(to: request)
        guard (200..<300).contains(answer.status) else { throw .refused(APIError(answer)) }
        return answer
    }
}

extension HTTPAnswer {
    /// The body as JSON.
    ///
    /// - Throws: `ClientError.unexpectedAnswer` when it is none.
    public func json() throws(ClientError) -> JSONValue {
        do {
            return try JSONValue(parsing: body)
        } catch {
            throw .unexpectedAnswer("\(error)")
        }
    }
}
