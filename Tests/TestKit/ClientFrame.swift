public import WebSockets

/// A client's frame: masked, and whatever else a test wants it to be.
public struct ClientFrame: Sendable {
    /// Not an `Opcode`: a test may want one that does not exist.
    public var opcode: UInt8
    public var payload: [UInt8]
    public var isFinal = true
    /// The three reserved bits, as a number from 0 to 7.
    public var reservedBits: UInt8 = 0
    /// Nil: not masked, which no client may do.
    public var maskingKey: [UInt8]? = [0x11, 0x22, 0x33, 0x44]

    public init(_ opcode: Opcode, _ payload: some Sequence<UInt8> = []) {
        self.opcode = opcode.rawValue
        self.payload = Array(payload)
    }

    public var bytes: [UInt8] {
        var bytes = [(isFinal ? 0x80 : 0) | (reservedBits & 7) << 4 | opcode & 0xF]
        let maskBit: UInt8 = maskingKey == nil ? 0 : 0x80
        if payload.count < 126 {
            bytes.append(maskBit | UInt8(payload.count))
        } else {
            let width = payload.count <= 0xFFFF ? 2 : 8
            bytes.append(maskBit | (width == 2 ? 126 : 127))
            for place in (0..<width).reversed() {
                bytes.append(UInt8(truncatingIfNeeded: payload.count >> (place * 8)))
            }
        }
        guard let maskingKey else { return bytes + payload }
        bytes += maskingKey
        bytes.reserveCapacity(bytes.count + payload.count)
        for (index, byte) in payload.enumerated() { bytes.append(byte ^ maskingKey[index % 4]) }
        return bytes
    }
}
