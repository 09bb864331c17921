import Sessions
import StrictJSON
import TestKit
import Testing

@testable import WebTerminalServer

/// Programs that run commands in a real shell that a person looks at.
@Suite(.timeLimit(.minutes(2))) struct CommandStoryTests {
    /// A person with a terminal on a session, and a program with its API.
    private static func told(
        _ story: @escaping @Sendable (TerminalTestClient, Program) async throws -> Void
    ) async throws {
        try await StoryServer.run {
            $0.session.shellIntegration = true
        } _: { server in
            let person = try await server.connect()
            let session = try await person.create()
            let program = Program(port: server.port, token: server.token(for: "alice"), session: session)
            #expect(try await program.post("wait", #"{"for":"prompt"}"#).json["met"] == true)
            try await story(person, program)
        }
    }

    @Test func aPersonSeesWhatAProgramRuns() async throws {
        try await Self.told { person, program in
            let ended = try await program.post("commands", #"{"command":"cd / && echo $((40 + 2))\n(exit 3)"}"#)
            #expect(ended.status == 200)
            #expect(ended.json["exit_code"] == 3 && ended.json["output"]?["text"] == "42\n")
            _ = try await person.expect("42\r\n")
            let started = try await person.expectMessage(type: "command_started")
            #expect(started["id"] == ended.json["id"])
            _ = try await person.expectMessage(type: "command_finished")
            let history = try await program.get("history")
            #expect(history["integration"] == "active")
            #expect(history["commands"]?.arrayValue?.first?["exit_code"] == 0)
        }
    }

    @Test func aProgramKeepsOutOfAPersonsWay() async throws {
        try await Self.told { person, program in
            try await person.type("read -r line\r")
            let started = try await person.expectMessage(type: "command_started")
            let refused = try await program.post("commands", #"{"command":"echo no"}"#)
            #expect(refused.status == 409 && refused.json["error"]?["details"]?["reason"] == "running")
            #expect(refused.json["error"]?["details"]?["command_id"]?.stringValue == "1" && started["id"] == 1)
            try await person.type("done\r")
            _ = try await person.expectMessage(type: "command_finished")
            #expect(try await program.post("wait", #"{"for":"prompt"}"#).json["met"] == true)
            let echoed = try await program.post("commands", #"{"command":"echo $line"}"#)
            #expect(echoed.json["output"]?["text"] == "done\n")
        }
    }

    @Test func listsSayWhatRunsAndWhere() async throws {
        try await Self.told { person, program in
            @Sendable func listed() async throws -> JSONValue? {
                let list = try await request(
                    program.port, "GET", "/api/v1/sessions", headers: ["Authorization: Bearer \(program.token)"])
                return try JSONValue(parsing: list.body)["sessions"]?.arrayValue?.first?["state"]
            }
            try await person.type("cd /\r")
            _ = try await person.expectMessage(type: "command_finished")
            // It tells where it is with its next prompt.
            try await eventually { try await listed() == ["working_directory": "/", "command": .null] }

            // Longer than what is shown of it.
            let long = "read -r line; : \(String(repeating: "x", count: 300))"
            try await person.type("\(long)\r")
            var started = try await person.expectMessage(type: "command_started")
            while started["id"] != 2 { started = try await person.expectMessage(type: "command_started") }
            let command = try await listed()?["command"]
            #expect(command?["id"] == 2 && command?["command_truncated"] == true)
            #expect(command?["command"]?.stringValue == String(long.prefix(256)))
            // The object by itself says the same, whatever else it says.
            let object = try await request(
                program.port, "GET", "/api/v1/sessions/\(program.session)",
                headers: ["Authorization: Bearer \(program.token)"])
            #expect(try JSONValue(parsing: object.body)["state"]?["command"] == command)

            try await person.type("\r")
            _ = try await person.expectMessage(type: "command_finished")
            #expect(try await listed()?["command"] == .null)
            try await person.type("exit\r")
            _ = try await person.expectMessage(type: "exited")
            #expect(try await listed() == ["working_directory": .null, "command": .null])
        }
    }

    @Test func whoComesLaterHearsWhereTheShellIsAndWhatItRuns() async throws {
        try await Self.told { person, program in
            try await person.type("cd /\r")
            _ = try await person.expectMessage(type: "command_finished")
            try await person.type("read -r line\r")
            var started = try await person.expectMessage(type: "command_started")
            while started["id"] != 2 { started = try await person.expectMessage(type: "command_started") }
            #expect(started["command"] == "read -r line" && started["working_directory"] == "/")

            let guest = try await TerminalTestClient.connect(port: program.port, token: program.token)
            try await guest.attach(program.session, mode: .view)
            #expect(try await guest.expectMessage(type: "cwd_changed")["working_directory"] == "/")
            #expect(try await guest.expectMessage(type: "command_started") == started)

            // Whoever was cut off hears of it as well.
            try await person.drop()
            #expect(try await person.reattach()["resumed"] == true)
            #expect(try await person.expectMessage(type: "command_started") == started)

            try await person.type("\r")
            let finished = try await guest.expectMessage(type: "command_finished")
            #expect(finished["id"] == 2 && finished["exit_code"] == 0)
            let late = try await TerminalTestClient.connect(port: program.port, token: program.token)
            try await late.attach(program.session, mode: .view)
            #expect(try await late.expectMessage(type: "cwd_changed")["working_directory"] == "/")
            try await late.send(type: "ping", ["timestamp": 1])
            _ = try await late.expectMessage(type: "pong")
            #expect(!late.seen.messages.contains { $0["type"] == "command_started" })
        }
    }

    @Test func manyWhoAskForTheSameGetTheSame() async throws {
        try await Self.told { _, program in
            let body = #"{"command":"sleep 0.1; echo $((++count))","idempotency_key":"k"}"#
            try await withThrowingTaskGroup(of: JSONValue.self) { group in
                for _ in 0..<20 { group.addTask { try await program.post("commands", body).json } }
                for try await answer in group {
                    #expect(answer["id"] == 1 && answer["output"]?["text"] == "1\n")
                }
            }
            #expect(try await program.get("history")["total"] == 1)
        }
    }

    private struct Program: Sendable {
        var port: Int
        var token: String
        var session: String

        func post(_ path: String, _ body: String, _ headers: String...) async throws -> (status: Int, json: JSONValue) {
            let response = try await request(
                port, "POST", "/api/v1/sessions/\(session)/\(path)",
                headers: ["Authorization: Bearer \(token)"] + headers, body: body)
            return (response.status, response.body.isEmpty ? nil : try JSONValue(parsing: response.body))
        }

        func get(_ path: String) async throws -> JSONValue {
            let response = try await request(
                port, "GET", "/api/v1/sessions/\(session)/\(path)", headers: ["Authorization: Bearer \(token)"])
            return try JSONValue(parsing: response.body)
        }
    }
}
