/// A rule of RFC 6455, or a limit of ours, that the peer broke. It ends the connection.
public enum ProtocolFailure: Error, Sendable, Equatable {
    /// A reserved bit is set although no extension was agreed on (section 5.2).
    case reservedBits
    /// An opcode that has no meaning (section 5.2).
    case reservedOpcode(UInt8)
    /// A client's frame without a mask (section 5.1).
    case unmaskedFrame
    /// A server's frame with a mask (section 5.1).
    case maskedFrame
    /// A control frame that is not final (section 5.5).
    case fragmentedControlFrame
    /// A control frame of more than 125 bytes (section 5.5).
    case controlFrameTooLong
    /// A length that fits a shorter form (section 5.2).
    case lengthNotMinimal
    /// A 64-bit length with the top bit set (section 5.2).
    case lengthTopBitSet
    /// A continuation frame without a message to continue (section 5.4).
    case nothingToContinue
    /// A new message before the last one has ended (section 5.4).
    case messageNotFinished
    /// A message of more bytes than the limit.
    case messageTooBig(limit: Int)
    /// A message in more frames than the limit.
    case tooManyFragments(limit: Int)
    /// A text message that is not UTF-8 (section 8.1).
    case textNotUTF8
    /// A close frame with one byte, which is no status code (section 5.5.1).
    case closeCodeCutShort
    /// A status code that must not be sent (section 7.4).
    case closeCodeIllegal(UInt16)
    /// A close frame whose reason is not UTF-8 (section 5.5.1).
    case closeReasonNotUTF8

    /// The status code to close with (section 7.4.1).
    public var closeCode: UInt16 {
        switch self {
        case .textNotUTF8, .closeReasonNotUTF8: 1007
        case .tooManyFragments: 1008
        case .messageTooBig: 1009
        default: 1002
        }
    }

    /// What is wrong, short enough for a close frame.
    public var reason: String {
        switch self {
        case .reservedBits: "reserved bits are set"
        case .reservedOpcode(let opcode): "opcode \(opcode) is reserved"
        case .unmaskedFrame: "frame is not masked"
        case .maskedFrame: "frame is masked"
        case .fragmentedControlFrame: "control frame is fragmented"
        case .controlFrameTooLong: "control frame has more than 125 bytes"
        case .lengthNotMinimal: "payload length is not in its shortest form"
        case .lengthTopBitSet: "payload length has its top bit set"
        case .nothingToContinue: "continuation without a message"
        case .messageNotFinished: "new message before the last one ended"
        case .messageTooBig(let limit): "message has more than \(limit) bytes"
        case .tooManyFragments(let limit): "message has more than \(limit) frames"
        case .textNotUTF8: "text is not UTF-8"
        case .closeCodeCutShort: "close frame has one byte"
        case .closeCodeIllegal(let code): "close code \(code) is illegal"
        case .closeReasonNotUTF8: "close reason is not UTF-8"
        }
    }
}
