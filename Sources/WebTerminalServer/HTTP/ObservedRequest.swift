internal import NIOCore
internal import NIOHTTP1
internal import Sessions

/// What is remembered of a request until it is answered, for those who observe: nothing that could be a secret.
struct ObservedRequest {
    var method = "-"
    /// Without the query.
    var path: Substring = "-"
    var status: UInt = 0
    /// The template of the route that answered, if one did.
    var route: String?
    var requester: Requester
    private let began = NIODeadline.now()

    /// For what never became a request.
    init(from address: String) {
        requester = Requester(address: address, requestID: RequestTrace.newRequestID())
    }

    init(_ head: HTTPRequestHead, from address: String) {
        self.init(from: address)
        method = head.method.rawValue
        path = head.uri.prefix { $0 != "?" }.prefix(Self.maxPathCharacters)
    }

    /// An answer to HEAD has no body.
    var isHead: Bool { method == "HEAD" }

    var answered: AnsweredRequest {
        AnsweredRequest(
            method: method, route: route, path: String(path), status: Int(status),
            durationSeconds: Double((NIODeadline.now() - began).nanoseconds) / 1e9, requester: requester)
    }

    private static let maxPathCharacters = 256
}
