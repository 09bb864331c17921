internal import NIOHTTP1

/// Where a request came from and how it was sent, as far as that can be believed.
struct RequestOrigin: Equatable, Sendable {
    /// An IP address, `unix`, or `unknown`.
    var address: String
    /// What the client spoke; nil: nobody who is believed has said so.
    var scheme: Scheme?
    /// What the client called the server by, where a proxy says that it was something else than `Host`.
    var forwardedHost: String?
    /// A trusted proxy is in between.
    var isProxied = false

    enum Scheme: String, Sendable {
        case http, https
    }
}

/// Finds out where requests come from.
///
/// Every hop tells the next one who it talks to, and a client can begin that list with whatever it likes. So the
/// list is read from its end, from those who are trusted on; the first who is not trusted is the client, and what
/// stands in front of that is his own tale.
struct RequestOriginPolicy: Sendable {
    var proxies = TrustedProxies()
    /// Which of the two kinds of headers the proxies set. The other kind passes most proxies as the client wrote it,
    /// so it is not even looked at.
    var headers = Configuration.ForwardingHeaders.xForwarded
    /// Connections are encrypted by the server itself.
    var isEncrypted = false

    /// All that is removed once it is understood, or not to be understood.
    static let headerNames = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"]

    /// - Throws: 400 for what a trusted proxy handed on and nobody can read.
    func origin(of headers: HTTPHeaders, from peer: Peer) throws(ErrorResponse) -> RequestOrigin {
        let direct = RequestOrigin(address: peer.description, scheme: isEncrypted ? .https : nil)
        guard proxies.contains(peer) else { return direct }
        return switch self.headers {
        case .xForwarded: try xForwarded(headers, direct)
        case .forwarded: try forwarded(headers, direct)
        }
    }

    private func xForwarded(
        _ headers: HTTPHeaders, _ direct: RequestOrigin
    ) throws(ErrorResponse) -> RequestOrigin {
        var origin = direct
        origin.isProxied = true
        // The parts of a list may stand in one field or in several, and mean the same (RFC 9110, 5.3).
        let nodes = headers["X-Forwarded-For"].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
            .map { ForwardedNode(Self.trimmed($0)) }
        if let client = client(nodes) { origin.address = nodes[client.index].text ?? client.last ?? direct.address }
        if let proto = try Self.single("X-Forwarded-Proto", headers) { origin.scheme = try Self.scheme(proto) }
        origin.forwardedHost = try Self.single("X-Forwarded-Host", headers)
        return origin
    }

    private func forwarded(
        _ headers: HTTPHeaders, _ direct: RequestOrigin
    ) throws(ErrorResponse) -> RequestOrigin {
        var origin = direct
        origin.isProxied = true
        let fields = headers["Forwarded"]
        guard !fields.isEmpty else { return origin }
        let elements: [ForwardedHeader.Element]
        do throws(ForwardedHeader.Malformed) {
            elements = try ForwardedHeader(fields).elements
        } catch {
            throw .badRequest("The header Forwarded is not as RFC 7239 has it.")
        }
        let nodes = elements.map { $0.node ?? .hidden }
        guard let client = client(nodes) else { return origin }
        origin.address = nodes[client.index].text ?? client.last ?? direct.address
        // Said by the one who is trusted and talks to the client.
        let element = elements[client.index]
        if let proto = element.proto { origin.scheme = try Self.scheme(proto) }
        origin.forwardedHost = element.host
        return origin
    }

    /// The place of the client in a list of hops, and the last trusted hop behind it.
    private func client(_ nodes: [ForwardedNode]) -> (index: Int, last: String?)? {
        var last: String?
        for (index, node) in nodes.enumerated().reversed() {
            guard case .address(let address) = node, proxies.contains(.address(address)) else { return (index, last) }
            last = node.text
        }
        return nodes.isEmpty ? nil : (0, last)
    }

    /// The value of a field that may stand there once, and with one value.
    private static func single(_ name: String, _ headers: HTTPHeaders) throws(ErrorResponse) -> String? {
        let values = headers[name]
        guard let value = values.first else { return nil }
        guard values.count == 1, !value.contains(",") else {
            throw .badRequest("The header \(name) has more than one value.")
        }
        return value
    }

    private static func scheme(_ text: String) throws(ErrorResponse) -> RequestOrigin.Scheme {
        switch text.lowercased() {
        case "http", "ws": return .http
        // Traefik calls a handshake by the name of what it will be.
        case "https", "wss": return .https
        default: throw .badRequest("The proxy's headers name a protocol other than http and https.")
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let bytes = text.utf8
        guard let start = bytes.firstIndex(where: { !HeaderText.isBlank($0) }),
            let end = bytes.lastIndex(where: { !HeaderText.isBlank($0) })
        else { return "" }
        return text[start...end]
    }
}

extension ForwardedNode {
    /// The address in its one form; nil for what is hidden.
    fileprivate var text: String? { if case .address(let address) = self { address.description } else { nil } }
}
