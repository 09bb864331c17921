internal import Glibc
internal import NIOCore
internal import NIOHTTP1

extension HTTPResponseHead {
    /// The head for an error that does not come from a route; behind it go the error's `bytes`.
    init(_ error: ErrorResponse) {
        var headers = HTTPHeaders([("Content-Type", "application/json"), ("Cache-Control", "no-store")])
        headers.add(name: "Date", value: Self.date())
        headers.add(name: "Content-Length", value: String(error.json.count))
        for header in error.headers { headers.add(name: header.name, value: header.value) }
        self.init(version: .http1_1, status: HTTPResponseStatus(statusCode: error.status), headers: headers)
    }

    /// Now, as RFC 9110 section 5.6.7 writes it. A process that sets no locale has the English names.
    private static func date() -> String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { text in
            guard let start = text.baseAddress,
                strftime(start, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts) > 0
            else { return "" }
            return String(cString: start)
        }
    }
}

extension ErrorResponse {
    /// The body, as it is written behind that head.
    var bytes: IOData { .byteBuffer(ByteBuffer(bytes: json)) }
}
