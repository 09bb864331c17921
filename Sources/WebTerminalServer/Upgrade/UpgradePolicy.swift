/// What decides on handshakes, and what makes a WebSocket of those let in. The same for all connections.
struct UpgradePolicy: Sendable {
    var origins: Replaceable<OriginPolicy>
    var status: ServerStatus
    var authentication: BearerAuthentication
    var install: WebSocketInstall
}
