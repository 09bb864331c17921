import NIOCore
import StrictJSON
import Testing
import WebSockets

@testable import TestKit

/// The test kit's terminal client, against a server that follows a script.
struct TerminalTestClientTests {
    private static func message(_ value: JSONValue) -> WebSocketOutbound { .text(ByteBuffer(bytes: value.encoded())) }

    private static func attached(_ offset: Int64) -> WebSocketOutbound {
        message(["type": "attached", "session_id": "s", "offset": .integer(offset), "resumed": true])
    }

    /// Prints what is typed, from the offset that the client asks for.
    private static let terminal: LoopbackServer.Script = { event in
        switch event {
        case nil: return [message(["type": "connected"])]
        case .binary(let bytes): return [.binary(bytes)]
        case .closed: return []
        case .text(let text):
            let request = try? JSONValue(parsing: text.readableBytesView)
            switch request?["type"]?.stringValue {
            case "create": return [attached(0)]
            case "attach": return [attached(request?["offset"]?.integerValue ?? 0)]
            case "signal": return [message(["type": "error", "code": "FORBIDDEN"])]
            case "close": return [.close(code: 4004, reason: "gone")]
            case "ack": return [message(["type": "acknowledged", "at": request?["offset"] ?? .null])]
            default: return []
            }
        }
    }

    @Test func aStory() async throws {
        try await LoopbackServer.run(script: Self.terminal) { server in
            let client = try await TerminalTestClient.connect(port: server.port)
            #expect(try await client.create() == "s")
            try await client.type("hello world")
            #expect(try await client.expect("wor") == "hello wor")
            #expect(try await client.expect("ld") == "ld")
            try await client.drop()
            await #expect(throws: TestFailure.self) { try await client.type("x") }
            try await client.reattach()
            #expect(client.seen.nextOffset == 11)
            try await client.signal("SIGINT")
            try await client.expectError("FORBIDDEN")
            try await client.closeSession()
            #expect(try await client.expectClose(4004) == "gone")
            await #expect(throws: TestFailure.self) { try await client.expect("never") }
            #expect(client.seen.breaks == [])
        }
    }

    @Test func acknowledgements() async throws {
        var settings = WebSocketSettings()
        settings.messageLimitBytes = 1024 * 1024
        try await LoopbackServer.run(settings: settings, script: Self.terminal) { server in
            let client = try await TerminalTestClient.connect(port: server.port)
            try await client.create(flowControl: .ack)
            try await client.send([UInt8](repeating: 0x61, count: 65_535))
            try await client.expectOffset(65_535)
            #expect(client.seen.acknowledgedOffset == 0)
            try await client.type("b")
            #expect(try await client.expectMessage(type: "acknowledged")["at"] == 65_536)
            client.acknowledgesByItself(false)
            try await client.send([UInt8](repeating: 0x61, count: 70_000))
            try await client.expectOffset(135_536)
            #expect(client.seen.acknowledgedOffset == 65_536)
            try await client.disconnect()
        }
    }

    @Test func aFailureShowsWhatWasSeen() async throws {
        try await LoopbackServer.run(script: Self.terminal) { server in
            let client = try await TerminalTestClient.connect(port: server.port)
            try await client.create()
            try await client.type("what was seen")
            try await client.expect("seen")
            let error = await #expect(throws: TestFailure.self) {
                try await client.expect("never", within: .milliseconds(10))
            }
            #expect(error?.description.contains("what was seen") == true)
            try await client.disconnect()
        }
    }

    @Test func breaksInTheStreamAreFound() {
        var transcript = Transcript()
        transcript.expectedOffset = 10
        _ = transcript.take(.text(#"{"type":"attached","offset":12,"session_id":"s"}"#))
        #expect(transcript.breaks == [StreamBreak(expected: 10, actual: 12)])
        _ = transcript.take(.text(#"{"type":"snapshot","offset":50,"bytes":4}"#))
        let pieces = transcript.take(.binary(ByteBuffer(string: "pageliv")))
        #expect(pieces.map(\.offset) == [nil, 50])
        #expect(transcript.nextOffset == 53)
        _ = transcript.take(.text(#"{"type":"exited","offset":60,"exit_code":0}"#))
        #expect(transcript.breaks.last == StreamBreak(expected: 60, actual: 53))
    }

    @Test func theSearchFindsWhatComesInPieces() {
        var transcript = Transcript()
        let needle = Array("needle".utf8)
        for letter in "hay need hay needl" {
            _ = transcript.take(.binary(ByteBuffer(string: String(letter))))
            #expect(transcript.readOutput(through: needle) == nil)
        }
        _ = transcript.take(.binary(ByteBuffer(string: "e hay")))
        #expect(transcript.readOutput(through: needle)?.count == 19)
        #expect(transcript.readOutput(through: Array(" hay".utf8))?.count == 4)
    }
}
