import NIOCore
import TestKit
import Testing
import WebSockets

struct FrameDecoderTests {
    private func actions(_ bytes: [UInt8]) -> [FrameDecoder.Action] {
        var decoder = FrameDecoder()
        var buffer = ByteBuffer(bytes: bytes)
        var actions: [FrameDecoder.Action] = []
        while let action = decoder.feed(&buffer) { actions.append(action) }
        return actions
    }

    @Test(arguments: [0, 1, 7, 8, 9, 125, 126, 127, 65_535, 65_536, 70_001])
    func everyFormOfTheLength(length: Int) {
        let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let header = FrameHeader(opcode: .binary, isFinal: true, payloadLength: length)
        #expect(
            actions(ClientFrame(.binary, payload).bytes)
                == [.header(header), .payload(ByteBuffer(bytes: payload), isLast: true)])
    }

    /// Each one has to be found before a byte more than this has come.
    @Test(
        arguments: [
            ([0x91], ProtocolFailure.reservedBits),
            ([0xA1], .reservedBits),
            ([0xC1], .reservedBits),
            ([0x83], .reservedOpcode(3)),
            ([0x8F], .reservedOpcode(15)),
            ([0x08], .fragmentedControlFrame),
            ([0x09], .fragmentedControlFrame),
            ([0x81, 0x01], .unmaskedFrame),
            ([0x89, 0xFE], .controlFrameTooLong),
            ([0x88, 0xFF], .controlFrameTooLong),
            ([0x82, 0xFE, 0x00, 0x7D], .lengthNotMinimal),
            ([0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], .lengthNotMinimal),
            ([0x82, 0xFF, 0x80], .lengthTopBitSet),
        ] as [([UInt8], ProtocolFailure)])
    func brokenHeaders(bytes: [UInt8], failure: ProtocolFailure) {
        #expect(actions(Array(bytes.dropLast())) == [])
        #expect(actions(bytes) == [.failure(failure)])
        #expect(actions(bytes + [0x81, 0x80, 0, 0, 0, 0]) == [.failure(failure)])
    }

    @Test func theLargestLengthThereIs() {
        let bytes: [UInt8] = [0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4]
        #expect(actions(bytes) == [.header(FrameHeader(opcode: .binary, isFinal: true, payloadLength: .max))])
    }

    @Test func theMaskGoesOnOverPiecesOfAnySize() {
        let payload = Array("The quick brown fox jumps over the lazy dog, and then some.".utf8)
        let bytes = ClientFrame(.binary, payload).bytes
        for size in 1...bytes.count {
            var decoder = FrameDecoder()
            var result: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                var buffer = ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)])
                while let action = decoder.feed(&buffer) {
                    if case .payload(let piece, _) = action { result += Array(piece.readableBytesView) }
                }
            }
            #expect(result == payload, "in pieces of \(size)")
        }
    }

    @Test(arguments: [(0, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)])
    func theServersHeader(payloadLength: Int, headerLength: Int) {
        var buffer = ByteBuffer()
        FrameHeader.write(opcode: .text, payloadLength: payloadLength, into: &buffer)
        #expect(buffer.readableBytes == headerLength)
        #expect(FrameHeader.length(forPayloadLength: payloadLength) == headerLength)
        // The test kit writes frames by itself.
        var frame = ClientFrame(.text, [UInt8](repeating: 0, count: payloadLength))
        frame.maskingKey = nil
        #expect(Array(buffer.readableBytesView) == Array(frame.bytes.prefix(headerLength)))
    }
}
