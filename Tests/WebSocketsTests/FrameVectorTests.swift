import NIOCore
import StrictJSON
import TestKit
import Testing
import WebSockets

/// `ws_frames.json`, each vector to a handler of its own. The floods in it are for the real endpoint.
struct FrameVectorTests {
    private static let limit = 4096

    @Test(.enabled(if: TestVectors.areExpected, "\(TestVectors.skipReason)"))
    func everyVector() throws {
        let vectors = try #require(TestVectors.json("ws_frames.json")["vectors"]?.arrayValue)
        #expect(vectors.count >= 51)
        for vector in vectors { try check(vector) }
    }

    private func check(_ vector: JSONValue) throws {
        let id = try #require(vector["id"]?.stringValue)
        let harness = try HandlerHarness()
        defer { harness.finish() }
        let bytes = try vector["recipe"].map(build) ?? unhex(#require(vector["hex"]?.stringValue))
        try harness.receive(bytes: bytes)

        let expected = try #require(vector["expect_close"])
        let codes = expected.arrayValue ?? [.null]
        let sent = try harness.sent()
        let code = closeCode(sent)
        #expect(codes.contains(code.map { JSONValue($0) } ?? .null), "\(id): closed with \(code as Any)")
        let endings = try harness.events().count { if case .closed = $0 { true } else { false } }
        #expect(endings == (code == nil ? 0 : 1), "\(id)")
        if vector["expect_frame"] == "pong" {
            #expect(sent.prefix(2) == [0x8A, UInt8(bytes.count - 6)], "\(id)")
        }
    }

    /// The code of the close frame that is all that was sent; 1005 stands for a frame without a code.
    private func closeCode(_ sent: [UInt8]) -> Int? {
        guard sent.first == 0x88 else { return nil }
        return sent.count < 4 ? 1005 : Int(sent[2]) << 8 | Int(sent[3])
    }

    private func build(_ recipe: JSONValue) throws -> [UInt8] {
        #expect(recipe == ["opcode": 2, "length": "limit+1"])
        return ClientFrame(.binary, [UInt8](repeating: 0, count: Self.limit + 1)).bytes
    }

    private func unhex(_ text: String) throws -> [UInt8] {
        let digits = Array(text)
        return try stride(from: 0, to: digits.count, by: 2).map { index in
            try #require(UInt8(String(digits[index...(index + 1)]), radix: 16))
        }
    }
}
