internal import StrictJSON

/// What a server's text message means to somebody who is attached, or wants to be.
public enum ServerNotice: Sendable, Equatable {
    /// The bytes that follow start at `offset`; those below `liveOffset` were printed before. `resumed`: nothing is
    /// missing between what was asked for and `offset`.
    case attached(offset: UInt64, liveOffset: UInt64, resumed: Bool, recording: Bool)
    /// The next `bytes` bytes repaint the screen; then the stream goes on at `offset`.
    case snapshot(offset: UInt64, bytes: Int)
    /// The shell has ended; no byte comes behind it. One of the two is there.
    case exited(code: Int?, signal: String?)
    /// `code` as the protocol has it.
    case warning(code: String, seconds: Int?)
    case error(APIError)
    /// What an attachment has no use for, messages of newer servers included.
    case other

    /// Nil: the text is no message of the protocol at all.
    public init?(parsing text: some Collection<UInt8>) {
        guard let message = try? JSONValue(parsing: text), let type = message["type"]?.stringValue else { return nil }
        func number<Number: BinaryInteger>(_ name: String) -> Number? {
            message[name]?.integerValue.flatMap { Number(exactly: $0) }
        }
        switch type {
        case "attached":
            guard let offset: UInt64 = number("offset") else { return nil }
            self = .attached(
                offset: offset, liveOffset: number("live_offset") ?? offset,
                resumed: message["resumed"]?.boolValue ?? false, recording: message["recording"]?.boolValue ?? false)
        case "snapshot":
            guard let offset: UInt64 = number("offset"), let bytes: Int = number("bytes"), bytes >= 0 else {
                return nil
            }
            self = .snapshot(offset: offset, bytes: bytes)
        case "exited": self = .exited(code: number("exit_code"), signal: message["signal"]?.stringValue)
        case "warning": self = .warning(code: message["code"]?.stringValue ?? "", seconds: number("seconds"))
        case "error": self = .error(APIError(message))
        default: self = .other
        }
    }
}
