public import NIOCore

/// Takes a peer's bytes apart into frames, in whatever pieces they come, and holds none of them back.
///
/// Bytes are bytes here and not I/O: a `ByteBuffer` is a plain value. A header is judged byte by byte, so a broken
/// rule is found before anything that follows it is looked at.
public struct FrameDecoder: Sendable {
    /// What the bytes turned out to be.
    public enum Action: Sendable, Equatable {
        /// A frame begins. What its length means for memory is for the caller to judge, now.
        case header(FrameHeader)
        /// The next bytes of its payload, without the mask. Each frame ends with exactly one piece that `isLast`, if
        /// need be an empty one.
        case payload(ByteBuffer, isLast: Bool)
        /// The rule that the peer broke. All further bytes are thrown away.
        case failure(ProtocolFailure)
    }

    private enum State: Equatable {
        /// At the border of two frames.
        case firstByte
        /// The first byte was good; the length and the mask bit come next.
        case length(opcode: Opcode, isFinal: Bool)
        /// `missing` bytes of a length of two or eight bytes are still to come, `value` holds those that came.
        case extendedLength(opcode: Opcode, isFinal: Bool, value: UInt64, missing: Int, isLong: Bool)
        /// The length is known; `missing` bytes of the mask are still to come, `key` holds those that came.
        case maskingKey(FrameHeader, key: UInt32, missing: Int)
        /// The header was handed out; `missing` bytes are still to come.
        case payload(key: MaskingKey, missing: Int)
        /// A rule was broken.
        case failed
    }

    private var state = State.firstByte
    /// Of this side: a server's peer has to mask, a client's must not (section 5.1).
    private let role: WebSocketRole

    public init(role: WebSocketRole = .server) { self.role = role }

    /// Takes what it can from `bytes` and says what it was; nil: all bytes are taken, and more are needed. To be
    /// called until it returns nil.
    public mutating func feed(_ bytes: inout ByteBuffer) -> Action? {
        while true {
            switch state {
            case .firstByte:
                guard let byte = bytes.readInteger(as: UInt8.self) else { return nil }
                guard byte & 0x70 == 0 else { return fail(.reservedBits) }
                guard let opcode = Opcode(rawValue: byte & 0x0F) else { return fail(.reservedOpcode(byte & 0x0F)) }
                let isFinal = byte & 0x80 != 0
                guard isFinal || !opcode.isControl else { return fail(.fragmentedControlFrame) }
                state = .length(opcode: opcode, isFinal: isFinal)

            case .length(let opcode, let isFinal):
                guard let byte = bytes.readInteger(as: UInt8.self) else { return nil }
                let isMasked = byte & 0x80 != 0
                guard isMasked == (role == .server) else { return fail(isMasked ? .maskedFrame : .unmaskedFrame) }
                let length = Int(byte & 0x7F)
                guard length < 126 || !opcode.isControl else { return fail(.controlFrameTooLong) }
                if length < 126 {
                    let header = FrameHeader(opcode: opcode, isFinal: isFinal, payloadLength: length)
                    if let action = begin(header) { return action }
                } else {
                    let isLong = length == 127
                    state = .extendedLength(
                        opcode: opcode, isFinal: isFinal, value: 0, missing: isLong ? 8 : 2, isLong: isLong)
                }

            case .extendedLength(let opcode, let isFinal, var value, var missing, let isLong):
                guard let byte = bytes.readInteger(as: UInt8.self) else { return nil }
                if isLong, missing == 8, byte & 0x80 != 0 { return fail(.lengthTopBitSet) }
                value = value << 8 | UInt64(byte)
                missing -= 1
                if missing > 0 {
                    state = .extendedLength(
                        opcode: opcode, isFinal: isFinal, value: value, missing: missing, isLong: isLong)
                    continue
                }
                guard value > (isLong ? UInt64(UInt16.max) : 125) else { return fail(.lengthNotMinimal) }
                let header = FrameHeader(opcode: opcode, isFinal: isFinal, payloadLength: Int(clamping: value))
                if let action = begin(header) { return action }

            case .maskingKey(let header, var key, var missing):
                guard let byte = bytes.readInteger(as: UInt8.self) else { return nil }
                key = key << 8 | UInt32(byte)
                missing -= 1
                if missing > 0 {
                    state = .maskingKey(header, key: key, missing: missing)
                    continue
                }
                state = .payload(key: MaskingKey(bits: key), missing: header.payloadLength)
                return .header(header)

            case .payload(var key, let missing):
                guard missing == 0 || bytes.readableBytes > 0 else { return nil }
                guard let piece = bytes.readSlice(length: min(missing, bytes.readableBytes)) else { return nil }
                let plain = key.unmask(piece)
                let isLast = piece.readableBytes == missing
                state = isLast ? .firstByte : .payload(key: key, missing: missing - piece.readableBytes)
                return .payload(plain, isLast: isLast)

            case .failed:
                bytes.moveReaderIndex(to: bytes.writerIndex)
                return nil
            }
        }
    }

    /// The length is known: what comes next is the mask or, from a server, the payload.
    private mutating func begin(_ header: FrameHeader) -> Action? {
        guard role == .client else {
            state = .maskingKey(header, key: 0, missing: 4)
            return nil
        }
        state = .payload(key: MaskingKey(bits: 0), missing: header.payloadLength)
        return .header(header)
    }

    private mutating func fail(_ failure: ProtocolFailure) -> Action {
        state = .failed
        return .failure(failure)
    }
}
