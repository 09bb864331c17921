import PseudoTerminal
import ShellIntegration
import StrictJSON
import TerminalProtocol
import Testing

@testable import Sessions
@testable import WebTerminalServer

@Suite struct SummaryTests {
    private static func report(
        name: String? = nil, integration: IntegrationStatus = .active, _ commands: [ShellCommand]
    ) throws -> SessionReport {
        SessionReport(
            session: SessionSummary(
                id: try #require(SessionID("AAAAAAAAAAAAAAAAAAAAAA")), name: name, labels: ["ci": "<7>"], revision: 0,
                userID: "alice", status: .exited, createdAt: 0, lastActivityAt: 1.5, expiresAt: nil, columns: 80,
                rows: 24, viewers: 0, processID: 7, environmentNames: [], exit: .exited(code: 3), outputOffset: 9,
                outputRetainedFrom: 0, isRecorded: false, memoryBytes: 4096),
            integration: integration, commands: commands, madeAt: 2)
    }

    private static let commands = [
        ShellCommand(
            id: 1, command: "make", workingDirectory: "/src", startedAt: 0, finishedAt: 61.5,
            durationMilliseconds: 61_500, exitCode: 0, outputFrom: 0, outputTo: 4),
        ShellCommand(
            id: 2, command: "a | b\n`c` <img>", startedAt: 1, finishedAt: 1.25, durationMilliseconds: 250, exitCode: 2,
            outputFrom: 4, outputTo: 4),
        ShellCommand(id: 3, command: "top", startedAt: 1.5, outputFrom: 9),
    ]

    @Test func programsGetFigures() throws {
        let json = try Self.report(name: "build", Self.commands).json
        #expect(json["totals"] == ["commands": 3, "failed": 1, "running": 1, "duration_ms": 61_750])
        #expect(json["session"]?["name"] == "build" && json["generated_at"] == 2.0 && json["integration"] == "active")
        #expect(
            json["commands"]?.arrayValue?[2] == [
                "id": 3, "command": "top", "command_truncated": false, "working_directory": nil, "started_at": 1.5,
                "finished_at": nil, "duration_ms": nil, "exit_code": nil, "output": ["from": 9, "to": nil],
            ])
    }

    /// A command that ended its shell, such as `exit`, was one that ran for ever.
    @Test func whatEndedUnseenDoesNotRun() throws {
        let report = try Self.report([
            ShellCommand(id: 1, command: "exit 3", startedAt: 0, finishedAt: 1, outputFrom: 0, outputTo: 9)
        ])
        #expect(report.json["totals"] == ["commands": 1, "failed": 0, "running": 0, "duration_ms": 0])
        #expect(report.markdown.contains("\n1 command, 0 failed, 0 running, 0.0 s in all.\n"))
        #expect(report.markdown.contains("|  |  | <code>exit 3</code> |\n"))
    }

    @Test func peopleGetATable() throws {
        let markdown = try Self.report(name: "*build*|", Self.commands).markdown
        #expect(markdown.hasPrefix("# Session &#42;build&#42;&#124;\n"))
        #expect(markdown.contains("\n| label ci | &#60;7&#62; |\n"))
        #expect(markdown.contains("\n3 commands, 1 failed, 1 running, 1 min 1 s in all.\n"))
        #expect(
            markdown.contains("\n| 1 | 1970-01-01T00:00:00.000Z | 1 min 1 s | 0 | <code>make</code> |\n"))
        #expect(markdown.contains("| 0.25 s | 2 | <code>a &#124; b &#96;c&#96; &#60;img&#62;</code> |\n"))
        #expect(markdown.contains("\n- 2: <code>a &#124; b &#96;c&#96; &#60;img&#62;</code> ended with 2\n"))
        #expect(markdown.contains("| running |  | <code>top</code> |\n"))
        // Nothing that a command is called can begin a line of its own.
        #expect(!markdown.contains("\n`c`"))
    }

    @Test func withoutCommandsItSaysSo() throws {
        let markdown = try Self.report([]).markdown
        #expect(markdown.hasPrefix("# Session AAAAAAAAAAAAAAAAAAAAAA\n") && markdown.hasSuffix("There were none.\n"))
        #expect(try Self.report(integration: .none, []).markdown.hasSuffix("the shell does not tell what it runs.\n"))
    }

    @Test(
        arguments: [
            (nil, "json"), ("*/*", "json"), ("text/markdown", "markdown"), ("text/markdown, application/json", "json"),
            ("application/json;q=0.5, text/markdown;q=0.8", "markdown"), ("text/*", "markdown"), ("image/png", "json"),
            ("text/markdown;q=0", "json"), ("*/*;q=0.1, text/markdown", "markdown"),
            ("TEXT/Markdown ; Q=0.5", "markdown"),
            ("*/*, application/json;q=0.2", "markdown"), ("", "json"),
        ] as [(String?, String)]) func acceptDecides(accept: String?, form: String) throws
    {
        #expect(try Self.form("/x", accept).rawValue == form)
        #expect(try Self.form("/x?format=markdown", accept) == .markdown)
        #expect(try Self.form("/x?format=json", accept) == .json)
    }

    private static func form(_ target: String, _ accept: String?) throws -> ReportForm {
        try ReportForm(QueryFields(RequestTarget(target), ReportForm.names), accept: accept)
    }

    @Test func otherFormsAreRefused() {
        for query in ["format=html", "format=", "form=json", "format=json&format=json"] {
            #expect(throws: ErrorBody.self) { try Self.form("/x?\(query)", nil) }
        }
    }
}
