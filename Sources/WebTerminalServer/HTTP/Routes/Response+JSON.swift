internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StrictJSON

extension Response {
    init(_ status: HTTPResponse.Status = .ok, json: JSONValue) {
        self.init(status, json: json.encoded())
    }

    init(_ error: ErrorResponse) {
        self.init(HTTPResponse.Status(code: error.status), json: error.json)
        for header in error.headers { set(header.name, header.value) }
    }

    /// Sets a header that HTTPTypes has no name for.
    mutating func set(_ name: String, _ value: String) {
        if let name = HTTPField.Name(name) { headers[name] = value }
    }

    /// - Parameter json: a JSON text.
    init(_ status: HTTPResponse.Status, json: [UInt8]) {
        self.init(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }
}
