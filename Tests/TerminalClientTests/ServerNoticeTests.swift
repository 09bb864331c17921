import TerminalProtocol
import Testing

@testable import TerminalClient

@Suite struct ServerNoticeTests {
    @Test(
        arguments: [
            (
                #"{"type":"attached","session_id":"S","offset":5,"live_offset":7,"cols":80,"rows":24,"mode":"control","resumed":true,"recording":true}"#,
                .attached(
                    offset: 5, size: TerminalSize(cols: 80, rows: 24), mode: .control, resumed: true, recording: true)
            ),
            (
                #"{"type":"attached","offset":5}"#,
                .attached(offset: 5, size: nil, mode: nil, resumed: false, recording: false)
            ),
            (#"{"type":"snapshot","offset":9,"bytes":2}"#, .snapshot(offset: 9, bytes: 2, size: nil)),
            (
                #"{"type":"snapshot","offset":9,"bytes":2,"cols":90,"rows":20,"cause":"attached"}"#,
                .snapshot(offset: 9, bytes: 2, size: TerminalSize(cols: 90, rows: 20))
            ),
            (#"{"type":"exited","exit_code":3,"offset":9}"#, .exited(code: 3, signal: nil)),
            (#"{"type":"exited","signal":"SIGKILL","offset":9}"#, .exited(code: nil, signal: "SIGKILL")),
            (#"{"type":"warning","code":"shutdown","seconds":30}"#, .warning(code: "shutdown", seconds: 30)),
            (
                #"{"type":"error","code":"FORBIDDEN","message":"no","details":{"a":"b"}}"#,
                .error(APIError(code: "FORBIDDEN", message: "no", details: ["a": "b"]))
            ),
            (#"{"type":"viewers","count":2}"#, .other),
            (#"{"type":"of_a_newer_server"}"#, .other),
        ] as [(String, ServerNotice)])
    func messages(text: String, notice: ServerNotice) { #expect(ServerNotice(parsing: text.utf8) == notice) }

    @Test(arguments: [
        "", "{", "[]", #"{"type":1}"#, #"{"type":"attached"}"#, #"{"type":"attached","offset":-1}"#,
        #"{"type":"attached","offset":1.5}"#, #"{"type":"snapshot","offset":1,"bytes":-1}"#,
        #"{"type":"resized"}"#, #"{"type":"resized","cols":0,"rows":24}"#,
    ])
    func whatIsNone(text: String) { #expect(ServerNotice(parsing: text.utf8) == nil) }
}
