internal import NIOHTTP1
internal import Sessions
internal import TerminalProtocol
internal import WebSockets

/// A request for `/ws`, and whether it becomes a WebSocket (RFC 6455, 4.2.1, and who may).
struct UpgradeRequest {
    /// The only path that upgrades.
    static let path = "/ws"

    /// What the answer to an accepted handshake needs.
    struct Accepted: Equatable {
        var acceptKey: String
        var principal: Principal?
        var requester: Requester
        var subprotocol: String?
    }

    let head: HTTPRequestHead

    func decide(
        origins: OriginPolicy, isDraining: Bool, authentication: BearerAuthentication
    ) throws(ErrorResponse) -> Accepted {
        guard !isDraining else { throw .draining }
        let key = try checkHandshake()
        try checkOrigin(origins, authentication.observer)
        let offered = tokens("Sec-WebSocket-Protocol")
        let subprotocol = offered.contains(ProtocolV1.subprotocol) ? ProtocolV1.subprotocol : nil
        let principal = try identify(authentication, mayFollow: subprotocol != nil)
        var requester = Requester(head.headers)
        if let principal { requester.become(principal) }
        return Accepted(
            acceptKey: HandshakeKey.accept(for: key), principal: principal, requester: requester,
            subprotocol: subprotocol)
    }

    /// - Returns: the client's key.
    private func checkHandshake() throws(ErrorResponse) -> String {
        guard head.method == .GET else { throw .methodNotAllowed(["GET"]) }
        guard head.version == .http1_1 else { throw .badRequest("A WebSocket handshake is an HTTP/1.1 request.") }
        guard tokens("Upgrade").map({ $0.lowercased() }) == ["websocket"] else {
            throw .upgradeRequired("This path speaks WebSocket: the header Upgrade has to be websocket.")
        }
        guard tokens("Connection").contains(where: { $0.lowercased() == "upgrade" }) else {
            throw .badRequest("The header Connection has to contain Upgrade.")
        }
        guard head.headers["Sec-WebSocket-Version"] == ["13"] else {
            throw .upgradeRequired("The header Sec-WebSocket-Version has to be 13.")
        }
        guard head.headers["Sec-WebSocket-Key"].count == 1, let key = head.headers.first(name: "Sec-WebSocket-Key"),
            HandshakeKey.isValid(key)
        else { throw .badRequest("The header Sec-WebSocket-Key has to be 16 bytes in base64.") }
        guard !head.headers.contains(name: "Transfer-Encoding"),
            head.headers["Content-Length"].allSatisfy({ $0 == "0" })
        else { throw .badRequest("A WebSocket handshake has no body.") }
        return key
    }

    /// Programs send no Origin; browsers always do.
    private func checkOrigin(_ origins: OriginPolicy, _ observer: any ServerObserver) throws(ErrorResponse) {
        let values = head.headers["Origin"]
        guard let origin = values.first else { return }
        guard values.count == 1, let host = head.headers.first(name: "Host").flatMap(Authority.init),
            origins.allows(
                origin, host: host,
                scheme: head.headers.first(name: RequestTrace.scheme).flatMap(RequestOrigin.Scheme.init(rawValue:)))
        else {
            observer.observe(.denied(.origin, Requester(head.headers)))
            throw ErrorResponse(
                status: 403, .forbidden,
                "Pages of this Origin may not open a WebSocket. If they should, add it to server.allowed_origins.")
        }
    }

    /// - Parameter mayFollow: whether the first message may bring the token that is missing here.
    private func identify(
        _ authentication: BearerAuthentication, mayFollow: Bool
    ) throws(ErrorResponse) -> Principal? {
        let authorization = head.headers.first(name: "Authorization")
        if authorization == nil, mayFollow { return nil }
        return try authentication.principal(authorization: authorization, of: Requester(head.headers))
    }

    /// The elements of a list header.
    private func tokens(_ name: String) -> [String] { head.headers[canonicalForm: name].map { String($0) } }
}
