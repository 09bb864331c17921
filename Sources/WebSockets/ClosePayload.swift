import NIOCore

/// What a close frame says: a status code and a reason (RFC 6455 section 5.5.1).
struct ClosePayload: Sendable, Equatable {
    /// Nil: the frame was empty.
    var code: UInt16?
    var reason: String

    /// A close frame has room for 125 bytes; the code takes two.
    static let maximumReasonLength = FrameHeader.maximumControlPayloadLength - 2

    /// What a peer sent, or the rule that it breaks.
    static func parse(_ payload: ByteBuffer) -> Result<ClosePayload, ProtocolFailure> {
        var payload = payload
        if payload.readableBytes == 0 { return .success(ClosePayload(code: nil, reason: "")) }
        guard let code = payload.readInteger(as: UInt16.self) else { return .failure(.closeCodeCutShort) }
        guard isLegal(code) else { return .failure(.closeCodeIllegal(code)) }
        var validator = UTF8Validator()
        guard validator.consume(payload), validator.isComplete else { return .failure(.closeReasonNotUTF8) }
        return .success(ClosePayload(code: code, reason: String(buffer: payload)))
    }

    /// Whether a close frame may carry this code: those that section 7.4.1 and the IANA registry define for use on
    /// the wire, and the ranges for libraries (3000) and applications (4000).
    static func isLegal(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    /// The whole frame, ready to be written. A reason that is too long is cut between two characters; a code that
    /// must not be sent is an error of ours and becomes 1011.
    func frame() -> ByteBuffer {
        var buffer = ByteBuffer()
        guard let code else {
            FrameHeader.write(opcode: .close, payloadLength: 0, into: &buffer)
            return buffer
        }
        let text = Self.cut(reason)
        FrameHeader.write(opcode: .close, payloadLength: 2 + text.utf8.count, into: &buffer)
        buffer.writeInteger(Self.isLegal(code) ? code : 1011)
        buffer.writeString(text)
        return buffer
    }

    private static func cut(_ reason: String) -> String {
        guard reason.utf8.count > maximumReasonLength else { return reason }
        var length = 0
        return String(
            String.UnicodeScalarView(
                reason.unicodeScalars.prefix { scalar in
                    length += UTF8.width(scalar)
                    return length <= maximumReasonLength
                }))
    }
}
