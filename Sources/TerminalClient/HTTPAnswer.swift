public import NIOCore
public import NIOHTTP1

/// A request of a client.
public struct HTTPRequest: Sendable {
    public var method: HTTPMethod
    /// The target as it stands in the request: path and query, percent-encoded.
    public var target: String
    public var headers: HTTPHeaders
    public var body: ByteBuffer

    public init(
        _ method: HTTPMethod = .GET, _ target: String, headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer()
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}

/// A whole answer.
public struct HTTPAnswer: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: [UInt8]

    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of a header, whatever the case of its name.
    public func header(_ name: String) -> String? { headers.first(name: name) }

    public var text: String { String(decoding: body, as: UTF8.self) }
}
