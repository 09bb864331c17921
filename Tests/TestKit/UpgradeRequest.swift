/// What a test's handshake says.
public struct UpgradeRequest: Sendable {
    public var path = "/ws"
    /// Nil: the address that is connected to.
    public var host: String?
    public var origin: String?
    /// The whole value of `Authorization`, such as `Bearer …`.
    public var authorization: String?
    public var subprotocol: String? = "web-terminal.v1"
    /// Sent as they are, after the others.
    public var furtherHeaders: [(name: String, value: String)] = []

    public init() {}

    /// The example of RFC 6455 section 1.3, with the answer that it gives there.
    static let key = "dGhlIHNhbXBsZSBub25jZQ=="
    static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    func text(address: String) -> String {
        var headers = [("Host", host ?? address), ("Upgrade", "websocket"), ("Connection", "Upgrade")]
        headers += [("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", Self.key)]
        if let origin { headers.append(("Origin", origin)) }
        if let authorization { headers.append(("Authorization", authorization)) }
        if let subprotocol { headers.append(("Sec-WebSocket-Protocol", subprotocol)) }
        headers += furtherHeaders.map { ($0.name, $0.value) }
        return "GET \(path) HTTP/1.1\r\n" + headers.map { "\($0): \($1)\r\n" }.joined() + "\r\n"
    }
}
