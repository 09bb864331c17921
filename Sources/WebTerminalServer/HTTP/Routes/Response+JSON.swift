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
        for header in error.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            headers[name] = header.value
        }
    }

    private init(_ status: HTTPResponse.Status, json: [UInt8]) {
        self.init(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }
}
