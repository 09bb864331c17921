public import NIOCore
public import Sessions

/// Who has just been let in to a WebSocket.
public struct UpgradeAcceptance: Sendable {
    /// Of the bearer token that the handshake carried; nil: the first message has to authenticate.
    public var principal: Principal?
    /// Who they are, as far as the handshake says.
    public var requester: Requester
    /// The subprotocol that the answer named.
    public var subprotocol: String?

    public init(principal: Principal?, requester: Requester, subprotocol: String?) {
        self.principal = principal
        self.requester = requester
        self.subprotocol = subprotocol
    }
}

/// Makes the handlers of a connection that has just become a WebSocket, first the one next to the socket. They get
/// bytes as `ByteBuffer`, and write such. Called on the channel's event loop, behind the 101; what it throws ends
/// the connection.
public typealias WebSocketInstall =
    @Sendable (_ channel: any Channel, _ acceptance: UpgradeAcceptance) throws -> [any ChannelHandler]
