import ArgumentParser
import StrictJSON

/// `web-terminal history`
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List the commands that were run in a session, and how they ended.")

    @Argument(help: ArgumentHelp("The session.", valueName: "id"), completion: .sessions)
    var id: String

    @Option(help: ArgumentHelp("No more than this.", valueName: "count"))
    var limit: UInt?

    @Option(help: ArgumentHelp("Only those after the command with this number.", valueName: "command"))
    var since: UInt64?

    @Option(help: ArgumentHelp("running, succeeded or failed.", valueName: "status"))
    var status: String?

    @OptionGroup var format: FormatOption
    @OptionGroup var options: ClientOptions

    func run() throws {
        var query: [(name: String, value: String)] = []
        if let limit { query.append(("limit", "\(limit)")) }
        if let since { query.append(("since", "\(since)")) }
        if let status { query.append(("status", status)) }
        let answer = try options.connection().json(["sessions", id, "history"], query: query)
        let rows = (answer["commands"]?.arrayValue ?? []).map { command in
            [
                command["id"].cell, command["started_at"].time, Self.duration(command["duration_ms"]),
                command["exit_code"].cell, command["working_directory"].cell, command["command"].cell,
            ]
        }
        CellTable(columns: ["id", "started", "seconds", "exit", "directory", "command"], rows: rows)
            .print(format.format, json: answer)
        switch answer["integration"]?.stringValue {
        case "none": Console.printError("web-terminal: the shell of this session does not tell what it runs")
        case "waiting": Console.printError("web-terminal: the shell of this session has not told anything yet")
        default: break
        }
    }

    private static func duration(_ milliseconds: JSONValue?) -> String {
        guard let milliseconds = milliseconds?.integerValue, milliseconds >= 0 else { return "" }
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
