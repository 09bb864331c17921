import StrictJSON
import Testing

@testable import TerminalProtocol

struct ClientMessageDecodingTests {
    private func decode(_ json: JSONValue) throws -> ClientMessage { try ClientMessage(decoding: json.encoded()) }

    /// What is wrong with a message, or nil when it is accepted.
    private func refusal(_ text: String) -> ErrorBody? {
        do {
            _ = try ClientMessage(decoding: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test func everyMessageIsDecoded() throws {
        let size = try #require(TerminalSize(cols: 80, rows: 24))
        let messages: [(String, ClientMessage)] = [
            (#"{"type":"authenticate","token":"a.b.c"}"#, .authenticate(token: "a.b.c")),
            (#"{"type":"create","cols":80,"rows":24}"#, .create(CreateRequest(size: size))),
            (
                #"""
                {"type":"create","cols":80,"rows":24,"flow_control":"ack","name":"build","labels":{"job":"7"},
                "environment":{"A_1":"x y","_":""},"working_directory":"/srv","profile":"default"}
                """#,
                .create(
                    CreateRequest(
                        size: size, flowControl: .ack, name: "build", labels: ["job": "7"],
                        environment: ["A_1": "x y", "_": ""], workingDirectory: "/srv"))
            ),
            (
                #"""
                {"type":"create","cols":80,"rows":24,"flow_control":null,"name":null,"labels":null,"environment":null,
                "working_directory":null}
                """#,
                .create(CreateRequest(size: size))
            ),
            (
                #"{"type":"attach","session_id":"s","cols":80,"rows":24}"#,
                .attach(AttachRequest(sessionID: "s", size: size))
            ),
            (
                #"""
                {"type":"attach","session_id":"s","cols":80,"rows":24,"flow_control":"ack","offset":0,"mode":"view"}
                """#,
                .attach(AttachRequest(sessionID: "s", size: size, flowControl: .ack, offset: 0, mode: .view))
            ),
            (#"{"type":"input","data":"ls\r\u0000"}"#, .input(data: "ls\r\u{0}")),
            (#"{"type":"input","data":""}"#, .input(data: "")),
            (#"{"type":"resize","cols":80,"rows":24}"#, .resize(size)),
            (#"{"type":"ack","offset":9223372036854775807}"#, .ack(offset: 9_223_372_036_854_775_807)),
            (#"{"type":"ping","timestamp":1.5}"#, .ping(timestamp: 1.5)),
            (#"{"type":"ping","timestamp":1732180000000}"#, .ping(timestamp: 1_732_180_000_000)),
            (#"{"type":"detach"}"#, .detach),
            (#"{"type":"close","more":[1,{"x":null}]}"#, .close),
        ]
        for (text, message) in messages {
            #expect(try ClientMessage(decoding: Array(text.utf8)) == message, "\(text)")
        }
        for signal in TerminalSignal.allCases {
            #expect(try decode(["type": "signal", "signal": .string(signal.rawValue)]) == .signal(signal))
        }
    }

    @Test func whatIsNoMessageIsAnInvalidRequest() {
        let texts = [
            "", " ", "{", "[]", "null", "1", #""close""#, "{}", #"{"type":1}"#, #"{"type":null}"#, #"{"type":"nope"}"#,
            #"{"type":"Close"}"#, #"{"type":"close "}"#, #"{"type":["close"]}"#, #"{"TYPE":"close"}"#,
            #"{"type":"close"}x"#, #"{"type":"close",}"#, #"{"type":"resize","type":"close"}"#,
            "\u{FEFF}{\"type\":\"close\"}",
            String(repeating: "[", count: 100_000),
        ]
        for text in texts {
            #expect(refusal(text)?.code == .invalidRequest, "\(text.prefix(80).debugDescription)")
        }
        #expect(throws: ErrorBody.self) { try ClientMessage(decoding: [0x7B, 0x22, 0xFF, 0x22, 0x7D]) }
    }

    @Test func aWrongFieldIsNamed() {
        let cases: [(String, String)] = [
            (#"{"type":"authenticate"}"#, "token"), (#"{"type":"authenticate","token":""}"#, "token"),
            (#"{"type":"authenticate","token":7}"#, "token"),
            (#"{"type":"authenticate","token":"\#(String(repeating: "x", count: 8193))"}"#, "token"),
            (#"{"type":"create"}"#, "cols"), (#"{"type":"create","cols":80}"#, "rows"),
            (#"{"type":"create","cols":80,"rows":24,"flow_control":"none "}"#, "flow_control"),
            (#"{"type":"create","cols":80,"rows":24,"flow_control":true}"#, "flow_control"),
            (#"{"type":"create","cols":80,"rows":24,"name":7}"#, "name"),
            (#"{"type":"create","cols":80,"rows":24,"labels":[]}"#, "labels"),
            (#"{"type":"create","cols":80,"rows":24,"environment":{"A":1}}"#, "environment"),
            (#"{"type":"create","cols":80,"rows":24,"working_directory":"srv"}"#, "working_directory"),
            (#"{"type":"attach","cols":80,"rows":24}"#, "session_id"),
            (#"{"type":"attach","session_id":"","cols":80,"rows":24}"#, "session_id"),
            (
                #"{"type":"attach","session_id":"\#(String(repeating: "x", count: 65))","cols":80,"rows":24}"#,
                "session_id"
            ),
            (#"{"type":"attach","session_id":"s","cols":80}"#, "rows"),
            (#"{"type":"attach","session_id":"s","cols":80,"rows":24,"offset":-1}"#, "offset"),
            (#"{"type":"attach","session_id":"s","cols":80,"rows":24,"offset":"0"}"#, "offset"),
            (#"{"type":"attach","session_id":"s","cols":80,"rows":24,"offset":1e3}"#, "offset"),
            (#"{"type":"attach","session_id":"s","cols":80,"rows":24,"offset":18446744073709551616}"#, "offset"),
            (#"{"type":"attach","session_id":"s","cols":80,"rows":24,"mode":"admin"}"#, "mode"),
            (#"{"type":"input"}"#, "data"), (#"{"type":"input","data":[1]}"#, "data"),
            (#"{"type":"resize"}"#, "cols"), (#"{"type":"ack"}"#, "offset"), (#"{"type":"ack","offset":-1}"#, "offset"),
            (#"{"type":"ack","offset":null}"#, "offset"), (#"{"type":"ack","offset":0.5}"#, "offset"),
            (#"{"type":"signal"}"#, "signal"), (#"{"type":"signal","signal":"SIGSTOP"}"#, "signal"),
            (#"{"type":"signal","signal":2}"#, "signal"), (#"{"type":"ping"}"#, "timestamp"),
            (#"{"type":"ping","timestamp":"1"}"#, "timestamp"),
        ]
        for (text, field) in cases {
            let error = refusal(text)
            #expect(error?.code == .validationError, "\(text.prefix(80))")
            #expect(error?.details["field"] == field, "\(text.prefix(80))")
            #expect(error?.message.hasPrefix("\(field) must be ") == true, "\(text.prefix(80))")
        }
    }

    @Test func errorsDoNotRepeatAToken() {
        let secret = "s3cr3t-" + String(repeating: "x", count: 9000)
        for text in [#"{"type":"authenticate","token":"\#(secret)"}"#, #"{"type":"authenticate","token":"\#(secret)"#] {
            let error = refusal(text)
            #expect(error != nil)
            #expect(error?.message.contains("s3cr3t") == false)
            #expect(error?.details.values.contains { $0.contains("s3cr3t") } == false)
        }
    }

    @Test func mutatedMessagesDoNotTrap() {
        let text = Array(#"{"type":"attach","session_id":"s","cols":80,"rows":24,"offset":17,"mode":"view"}"#.utf8)
        for index in text.indices {
            for bit in 0..<8 {
                var bytes = text
                bytes[index] ^= 1 << UInt8(bit)
                guard let message = try? ClientMessage(decoding: bytes) else { continue }
                guard case .attach(let request) = message else {
                    Issue.record("an attach became \(message)")
                    continue
                }
                #expect((1...500).contains(request.size.cols) && (1...200).contains(request.size.rows))
            }
            #expect(throws: ErrorBody.self) { try ClientMessage(decoding: text[..<index]) }
        }
    }
}
