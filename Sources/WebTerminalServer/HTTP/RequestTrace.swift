internal import HTTPTypes
internal import NIOHTTP1
internal import Sessions

/// How the guard of a connection and the routes behind Hummingbird tell each other about a request: by headers that
/// the guard sets on the way in, whatever the client wrote there, and takes away on the way out.
enum RequestTrace {
    /// Names the request, also to the client: it is what to quote when something went wrong.
    static let requestID = "X-Request-Id"
    /// On the way in: where the request came from.
    static let address = "X-Web-Terminal-Address"
    /// On the way in: what the client spoke, `http` or `https`, where that is known.
    static let scheme = "X-Web-Terminal-Scheme"
    /// On the way out: the template of the route that answered.
    static let route = "X-Web-Terminal-Route"

    static func mark(_ head: inout HTTPRequestHead, _ requester: Requester, scheme: RequestOrigin.Scheme?) {
        head.headers.remove(name: Self.scheme)
        if let scheme { head.headers.add(name: Self.scheme, value: scheme.rawValue) }
        head.headers.replaceOrAdd(name: requestID, value: requester.requestID)
        head.headers.replaceOrAdd(name: address, value: requester.address)
    }

    /// 64 random bits in hexadecimal.
    static func newRequestID() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension Requester {
    /// - Parameter fields: of a request that passed the guard.
    init(_ fields: HTTPFields, userID: String? = nil) {
        self.init(
            address: HTTPField.Name(RequestTrace.address).flatMap { fields[$0] } ?? "unknown",
            requestID: HTTPField.Name(RequestTrace.requestID).flatMap { fields[$0] } ?? "", userID: userID)
    }

    /// - Parameter headers: of a request that passed the guard.
    init(_ headers: HTTPHeaders) {
        self.init(
            address: headers.first(name: RequestTrace.address) ?? "unknown",
            requestID: headers.first(name: RequestTrace.requestID) ?? "")
    }
}
