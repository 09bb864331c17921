internal import NIOCore
internal import NIOHTTP1
internal import Sessions
internal import TerminalProtocol

/// The rules that a request has to keep before anybody acts on it, beyond those that the parser has enforced.
///
/// A proxy in front of us may read an ambiguous request in another way than we do, and what it took for a body we
/// would take for a request (RFC 9112, 11.2). So nothing ambiguous is repaired: it is refused, and the connection
/// ends.
struct HTTPGuard: Sendable {
    var hosts: HostPolicy
    var origins = RequestOriginPolicy()
    /// Trusted proxies begin each connection with a header of the PROXY protocol.
    var expectsProxyHeader = false
    var basePath = BasePath()
    /// For how long browsers shall use nothing but https; 0: nothing is said about that.
    var hstsSeconds = 0
    /// For answers that do not bring their own.
    var contentSecurityPolicy = SecurityHeaders.contentSecurityPolicy
    /// See `SessionLimits`.
    var maxUploadBytes = SessionLimits().maxUploadBytes

    init(hosts: HostPolicy) { self.hosts = hosts }

    init(_ server: Configuration.Server) throws(InvalidSetting) {
        hosts = try HostPolicy(listened: server.host, allowed: server.allowedHosts)
        origins = RequestOriginPolicy(
            proxies: try TrustedProxies(server.trustedProxies), headers: server.proxyHeaders,
            isEncrypted: server.tls != nil)
        expectsProxyHeader = server.proxyProtocol
        basePath = try BasePath(server.basePath)
        hstsSeconds = server.tls?.hstsSeconds ?? 0
    }

    /// Checks a request, and turns it into one that has come straight to us and to the root: behind this, `Host` is
    /// what the client called the server by, and no header of a proxy is left.
    ///
    /// - Parameter local: where the connection arrived.
    /// - Returns: what the exchange may take.
    @discardableResult
    func admit(
        _ head: inout HTTPRequestHead, from origin: RequestOrigin, at local: LocalAddress?
    ) throws(ErrorResponse) -> ExchangeAllowance {
        let allowance = allowance(head, try check(head, at: local))
        head.uri = try basePath.strip(head.uri)
        for name in RequestOriginPolicy.headerNames { head.headers.remove(name: name) }
        guard let host = origin.forwardedHost else { return allowance }
        // A proxy may hand on what a client has made up, so this has to be a name of ours no less than `Host`.
        try checkHost(host, at: local)
        head.headers.replaceOrAdd(name: "Host", value: host)
        return allowance
    }

    /// - Parameter local: where the connection arrived.
    /// - Returns: the target, once it and everything else is found in order.
    @discardableResult
    func check(_ head: HTTPRequestHead, at local: LocalAddress?) throws(ErrorResponse) -> RequestTarget {
        guard head.version == .http1_1 || head.version == .http1_0 else {
            throw ErrorResponse(status: 505, .invalidRequest, "The server speaks HTTP/1.1.")
        }
        guard Self.methods.contains(head.method) else {
            throw ErrorResponse(status: 501, .invalidRequest, "The server does not know the method \(head.method).")
        }
        for name in Self.singletons where head.headers[name].count > 1 {
            throw .badRequest("The header \(name) occurs more than once.")
        }
        try checkFraming(head)
        guard let host = head.headers.first(name: "Host") else { throw .badRequest("The header Host is missing.") }
        try checkHost(host, at: local)
        if let expectation = head.headers.first(name: "Expect"), expectation.lowercased() != "100-continue" {
            throw ErrorResponse(status: 417, .invalidRequest, "The server knows no expectation but 100-continue.")
        }
        // The base path itself is no path, but for the slash at its end.
        let target = try RequestTarget(basePath.below(head.uri))
        for item in target.query where Self.tokenParameters.contains(item.name.lowercased()) {
            throw .badRequest(
                """
                A token does not belong in a URL, where logs and histories keep it. Send it as \
                "Authorization: Bearer …", or in the first WebSocket message.
                """)
        }
        try checkLength(head, allowance(head, target))
        return target
    }

    /// Whether somebody asks how the server is. Who keeps count of that, such as a balancer, takes a refusal for an answer.
    func isProbe(_ target: String) -> Bool { Self.probes.contains(String(basePath.below(target).prefix { $0 != "?" })) }

    private static let probes: Set = ["/health", "/ready", "/api/v1/health", "/api/v1/ready"]

    private func allowance(_ head: HTTPRequestHead, _ target: RequestTarget) -> ExchangeAllowance {
        ExchangeAllowance(head.method, path: target.path, maxUploadBytes: maxUploadBytes)
    }

    private func checkFraming(_ head: HTTPRequestHead) throws(ErrorResponse) {
        let length = head.headers.first(name: "Content-Length")
        if let coding = head.headers.first(name: "Transfer-Encoding") {
            guard length == nil else { throw .badRequest("Content-Length and Transfer-Encoding exclude each other.") }
            guard head.version == .http1_1 else { throw .badRequest("HTTP/1.0 has no Transfer-Encoding.") }
            guard coding.lowercased() == "chunked" else {
                throw .badRequest("The only Transfer-Encoding is chunked.")
            }
        }
        guard let length else { return }
        guard (1...Self.maxLengthDigits).contains(length.utf8.count), UInt64(length) != nil,
            length.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw .badRequest("Content-Length is not a number.") }
    }

    /// Behind the other checks: a body that is too large is said so only where it is the only fault.
    private func checkLength(_ head: HTTPRequestHead, _ allowance: ExchangeAllowance) throws(ErrorResponse) {
        guard let bytes = head.headers.first(name: "Content-Length").flatMap(UInt64.init) else { return }
        guard bytes <= UInt64(allowance.bodyBytes) else { throw allowance.refusal }
    }

    private func checkHost(_ text: String, at local: LocalAddress?) throws(ErrorResponse) {
        guard let host = Authority(text) else { throw .badRequest("The header Host is not a name or name:port.") }
        guard hosts.allows(host, at: local) else {
            throw ErrorResponse(
                status: Self.wrongHostStatus, .invalidRequest,
                "This server is not known by that Host. If it should be, add it to server.allowed_hosts.")
        }
    }

    /// Misdirected Request: of what is refused here, only a wrong `Host` has it.
    static let wrongHostStatus = 421

    private static let methods: [HTTPMethod] = [.GET, .HEAD, .POST, .PUT, .PATCH, .DELETE, .OPTIONS]

    /// Of these the first or the last would count, depending on who reads.
    private static let singletons = [
        "Host", "Content-Length", "Transfer-Encoding", "Content-Type", "Authorization", "Origin", "Expect",
        "Sec-WebSocket-Key", "Sec-WebSocket-Version",
    ]

    /// Query parameters under which clients of other servers send tokens, and what a share's link has in its fragment.
    private static let tokenParameters: Set = [
        "token", "access_token", "jwt", "id_token", "bearer", "authorization", "share", "secret",
    ]

    /// What fits into 64 bits without a thought about overflow.
    private static let maxLengthDigits = 19
}
