internal import StrictJSON
public import TerminalProtocol

/// What a server's text message means to somebody who is attached, or wants to be.
public enum ServerNotice: Sendable, Equatable {
    /// The bytes that follow start at `offset`. `mode`: what the client may, nil for what was asked for; of an ended
    /// session there is nothing to control. `resumed`: nothing is missing between what was asked for and `offset`.
    case attached(offset: UInt64, size: TerminalSize?, mode: ViewerMode?, resumed: Bool, recording: Bool)
    /// The next `bytes` bytes paint the screen, of this size; then the stream goes on at `offset`.
    case snapshot(offset: UInt64, bytes: Int, size: TerminalSize?)
    /// The bytes that follow were printed on a terminal of this size.
    case resized(TerminalSize)
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
        var size: TerminalSize? {
            guard let cols: Int = number("cols"), let rows: Int = number("rows") else { return nil }
            return TerminalSize(cols: cols, rows: rows)
        }
        switch type {
        case "attached":
            guard let offset: UInt64 = number("offset") else { return nil }
            self = .attached(
                offset: offset, size: size, mode: message["mode"]?.stringValue.flatMap(ViewerMode.init),
                resumed: message["resumed"]?.boolValue ?? false, recording: message["recording"]?.boolValue ?? false)
        case "snapshot":
            guard let offset: UInt64 = number("offset"), let bytes: Int = number("bytes"), bytes >= 0 else {
                return nil
            }
            self = .snapshot(offset: offset, bytes: bytes, size: size)
        case "resized":
            guard let size else { return nil }
            self = .resized(size)
        case "exited": self = .exited(code: number("exit_code"), signal: message["signal"]?.stringValue)
        case "warning": self = .warning(code: message["code"]?.stringValue ?? "", seconds: number("seconds"))
        case "error": self = .error(APIError(message))
        default: self = .other
        }
    }
}
