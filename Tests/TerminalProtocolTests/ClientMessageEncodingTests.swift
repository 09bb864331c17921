import StrictJSON
import Testing

@testable import TerminalProtocol

/// What a client writes is what the server reads.
@Suite struct ClientMessageEncodingTests {
    @Test func everyMessageComesBack() throws {
        let size = try #require(TerminalSize(cols: 132, rows: 43))
        let messages: [ClientMessage] = [
            .authenticate(token: "a.b.c"),
            .create(CreateRequest(size: size)),
            .create(
                CreateRequest(
                    size: size, flowControl: .ack, name: "n\"\\é", labels: ["a": "b"], environment: ["X": "1"],
                    workingDirectory: "/tmp")),
            .attach(AttachRequest(sessionID: "id", size: size)),
            .attach(
                AttachRequest(
                    sessionID: "id", size: size, flowControl: .ack, offset: 9_007_199_254_740_993, mode: .view)),
            .input(data: "ls\r"), .resize(size), .ack(offset: 65_536), .signal(.interrupt), .ping(timestamp: 1.5),
            .detach, .close,
        ]
        for message in messages { #expect(try ClientMessage(decoding: message.encoded()) == message) }
    }

    @Test func whatIsNotSetIsLeftOut() throws {
        let size = try #require(TerminalSize(cols: 80, rows: 24))
        let message = ClientMessage.attach(AttachRequest(sessionID: "id", size: size)).encoded()
        let members = try #require(try JSONValue(parsing: message).objectValue)
        #expect(Set(members.keys) == ["type", "session_id", "cols", "rows", "flow_control", "mode"])
    }
}
