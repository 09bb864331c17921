/// The constants of the wire protocol, version 1.
public enum ProtocolV1 {
    /// The WebSocket subprotocol that both sides name in the handshake.
    public static let subprotocol = "web-terminal.v1"

    /// The largest message of a client that has not authenticated, in bytes. A token that makes `authenticate`
    /// longer has to come in the `Authorization` header of the upgrade.
    public static let maximumMessageBytesBeforeAuthentication = 4 * 1024
    /// The largest message of a client that has authenticated, in bytes.
    public static let maximumMessageBytes = 1024 * 1024
    /// How long a client may take to authenticate, in seconds.
    public static let authenticationTimeoutSeconds = 30

    /// The longest token, in bytes.
    public static let maximumTokenBytes = 8192
    /// The longest session id that is looked up at all, in bytes.
    public static let maximumSessionIDBytes = 64
}
