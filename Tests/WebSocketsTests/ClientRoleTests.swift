import NIOCore
import NIOEmbedded
import TestKit
import Testing

@testable import WebSockets

/// The client's side: what it has to refuse of a server, and what it sends.
@Suite struct ClientRoleTests {
    private static func harness() throws -> HandlerHarness {
        var settings = WebSocketSettings()
        settings.role = .client
        settings.messageLimitBytes = 1 << 20
        return try HandlerHarness(settings: settings)
    }

    private static func serverFrame(_ opcode: Opcode, _ payload: [UInt8]) -> [UInt8] {
        var frame = ByteBuffer()
        FrameHeader.write(opcode: opcode, payloadLength: payload.count, into: &frame)
        frame.writeBytes(payload)
        return Array(frame.readableBytesView)
    }

    /// Takes masked frames apart with the server's own decoder, which accepts no others.
    private static func payloads(_ bytes: [UInt8]) -> [(opcode: Opcode, payload: [UInt8])] {
        var decoder = FrameDecoder()
        var rest = ByteBuffer(bytes: bytes)
        var found: [(opcode: Opcode, payload: [UInt8])] = []
        while let action = decoder.feed(&rest) {
            switch action {
            case .header(let header): found.append((header.opcode, []))
            case .payload(let piece, _): found[found.count - 1].payload += Array(piece.readableBytesView)
            case .failure(let failure): Issue.record("\(failure)")
            }
        }
        return found
    }

    @Test(arguments: [0, 1, 125, 126, 65_535, 65_536])
    func whatItSendsIsMasked(length: Int) throws {
        let harness = try Self.harness()
        defer { harness.finish() }
        let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        try harness.send(.binary(ByteBuffer(bytes: payload)))
        try harness.send(.text(ByteBuffer(string: "hello")))
        let sent = Self.payloads(try harness.sent())
        #expect(sent.map(\.opcode) == [.binary, .text])
        #expect(sent.first?.payload == payload)
        #expect(sent.last?.payload == Array("hello".utf8))
    }

    @Test func everyFrameHasAKeyOfItsOwn() throws {
        let harness = try Self.harness()
        defer { harness.finish() }
        var frames: Set<[UInt8]> = []
        for _ in 0..<50 {
            try harness.send(.binary(ByteBuffer(repeating: 0, count: 32)))
            frames.insert(try harness.sent())
        }
        #expect(frames.count > 45)
    }

    @Test(arguments: [0, 1, 125, 126, 65_535, 65_536, 300_000])
    func whatAServerSendsIsNotMasked(length: Int) throws {
        let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let frame = Self.serverFrame(.binary, payload)
        for cut in [1, 3, 1000, frame.count] where length < 10_000 || cut > 3 {
            let harness = try Self.harness()
            defer { harness.finish() }
            for start in stride(from: 0, to: frame.count, by: cut) {
                try harness.receive(bytes: Array(frame[start..<min(start + cut, frame.count)]))
            }
            #expect(try harness.events() == [.binary(ByteBuffer(bytes: payload))])
        }
    }

    @Test func aMaskedFrameOfAServerIsRefused() throws {
        let harness = try Self.harness()
        defer { harness.finish() }
        try harness.receive(ClientFrame(.text, "hi".utf8))
        #expect(try harness.events() == [.closed(code: 1002, reason: "frame is masked", clean: false)])
        let sent = Self.payloads(try harness.sent())
        #expect(sent.map(\.opcode) == [.close])
        #expect(sent.first?.payload.prefix(2) == [0x03, 0xEA])
    }

    @Test func pongsAndClosesAreMaskedToo() throws {
        let harness = try Self.harness()
        defer { harness.finish() }
        try harness.receive(bytes: Self.serverFrame(.ping, [1, 2, 3]) + Self.serverFrame(.ping, [4]))
        try harness.receive(bytes: Self.serverFrame(.close, [0x03, 0xE8]))
        #expect(try harness.events() == [.closed(code: 1000, reason: "", clean: true)])
        let sent = Self.payloads(try harness.sent())
        #expect(sent.map(\.opcode) == [.pong, .pong, .close])
        #expect(sent.map(\.payload) == [[1, 2, 3], [4], [0x03, 0xE8]])
    }

    @Test func aLengthThatDoesNotFitIsRefusedBeforeTheBytes() throws {
        let harness = try Self.harness()
        defer { harness.finish() }
        try harness.receive(bytes: [0x82, 127, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF])
        #expect(
            try harness.events() == [.closed(code: 1009, reason: "message has more than 1048576 bytes", clean: false)])
    }
}
