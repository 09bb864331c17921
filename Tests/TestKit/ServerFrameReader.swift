public import NIOCore
import WebSockets

/// What a test's client hears from the server.
public enum Received: Sendable, Equatable {
    case text(String)
    case binary(ByteBuffer)
    case ping(ByteBuffer)
    case pong(ByteBuffer)
    case close(code: UInt16?, reason: String)
    /// The TCP connection is over, with what the kernel said if it was not in order. Always the last.
    case ended(error: String?)
}

/// Reads a server's frames. Not the decoder that the server itself is made of, so that the two can contradict.
struct ServerFrameReader {
    private var bytes = ByteBuffer()
    private var message: (opcode: Opcode, payload: ByteBuffer)?

    mutating func append(_ more: ByteBuffer) {
        bytes.discardReadBytes()
        bytes.writeImmutableBuffer(more)
    }

    /// The next message or control frame; nil: not all of it is there yet.
    mutating func next() throws(TestFailure) -> Received? {
        while let (first, payload) = try nextFrame() {
            guard first & 0x70 == 0, let opcode = Opcode(rawValue: first & 0xF) else {
                throw TestFailure("the server's frame begins with \(first)")
            }
            switch opcode {
            case .ping: return .ping(payload)
            case .pong: return .pong(payload)
            case .close:
                var payload = payload
                let code = payload.readInteger(as: UInt16.self)
                return .close(code: code, reason: String(buffer: payload))
            case .text, .binary, .continuation:
                guard (opcode == .continuation) == (message != nil) else {
                    throw TestFailure("the server's message does not go on, or does not begin")
                }
                var whole = message ?? (opcode, ByteBuffer())
                whole.payload.writeImmutableBuffer(payload)
                message = first & 0x80 != 0 ? nil : whole
                guard message == nil else { continue }
                return whole.opcode == .text ? .text(String(buffer: whole.payload)) : .binary(whole.payload)
            }
        }
        return nil
    }

    private mutating func nextFrame() throws(TestFailure) -> (first: UInt8, payload: ByteBuffer)? {
        var ahead = bytes
        guard let first = ahead.readInteger(as: UInt8.self), let second = ahead.readInteger(as: UInt8.self) else {
            return nil
        }
        guard second & 0x80 == 0 else { throw TestFailure("the server's frame is masked") }
        var length = Int(second)
        if second == 126 {
            guard let long = ahead.readInteger(as: UInt16.self) else { return nil }
            length = Int(long)
        } else if second == 127 {
            guard let long = ahead.readInteger(as: UInt64.self) else { return nil }
            length = Int(clamping: long)
        }
        guard let payload = ahead.readSlice(length: length) else { return nil }
        bytes.moveReaderIndex(to: ahead.readerIndex)
        return (first, payload)
    }
}
