internal import NIOCore
internal import NIOHTTP1

extension HTTPResponseHead {
    /// The head for an error; the body is its `json`.
    init(_ error: ErrorResponse) {
        var headers = HTTPHeaders([("Content-Type", "application/json"), ("Cache-Control", "no-store")])
        headers.add(name: "Content-Length", value: String(error.json.count))
        for header in error.headers { headers.add(name: header.name, value: header.value) }
        self.init(version: .http1_1, status: HTTPResponseStatus(statusCode: error.status), headers: headers)
    }
}

extension ErrorResponse {
    /// The body, as it is written behind that head.
    var bytes: IOData { .byteBuffer(ByteBuffer(bytes: json)) }
}
