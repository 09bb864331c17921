import ArgumentParser
import NIOHTTP1
import StrictJSON
import TerminalClient

/// `web-terminal sessions …`
struct SessionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions", abstract: "List, show, make and end sessions.",
        subcommands: [List.self, Show.self, Create.self, Kill.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List sessions: your own, or as an admin everybody's.")

        @Option(help: ArgumentHelp("Only those of this user.", valueName: "name"))
        var user: String?

        @Option(help: ArgumentHelp("Only those with this label. May be repeated.", valueName: "name:value"))
        var label: [String] = []

        @Option(help: ArgumentHelp("running or exited.", valueName: "status"))
        var status: String?

        @Option(help: ArgumentHelp("No more than this. Left out: all.", valueName: "count"))
        var limit: UInt?

        @OptionGroup var format: FormatOption
        @OptionGroup var options: ClientOptions

        /// What a server gives at once at most.
        private static let pageSize: UInt = 1000

        func run() throws {
            let server = try options.connection()
            var filter = label.map { (name: "label", value: $0) }
            if let user { filter.append(("user_id", user)) }
            if let status { filter.append(("status", status)) }
            var found: [JSONValue] = []
            var total: Int64 = 0
            while true {
                let wanted = min((limit ?? .max) - UInt(found.count), Self.pageSize)
                guard wanted > 0 || found.isEmpty else { break }
                let page = [("limit", "\(max(wanted, 1))"), ("offset", "\(found.count)")]
                let answer = try server.json(["sessions"], query: filter + page.map { (name: $0, value: $1) })
                let sessions = answer["sessions"]?.arrayValue ?? []
                found += sessions.prefix(Int(clamping: wanted))
                total = answer["total"]?.integerValue ?? Int64(found.count)
                guard !sessions.isEmpty, wanted > 0, found.count < total else { break }
            }
            let rows = found.map { session in
                [
                    session["id"].cell, session["name"].cell, session["user_id"].cell, session["status"].cell,
                    session["created_at"].time, session["last_activity_at"].time,
                    "\(session["cols"].cell)x\(session["rows"].cell)", session["viewers"].cell, session["labels"].cell,
                ]
            }
            CellTable(
                columns: ["id", "name", "user", "status", "created", "last activity", "size", "viewers", "labels"],
                rows: rows
            ).print(format.format, json: ["sessions": .array(found), "total": JSONValue(total)])
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show all there is of a session.")

        @Argument(help: ArgumentHelp("The session.", valueName: "id"), completion: .sessions)
        var id: String

        @OptionGroup var format: FormatOption
        @OptionGroup var options: ClientOptions

        func run() throws {
            let session = try options.connection().json(["sessions", id])
            let members = session.objectValue ?? [:]
            // First who it is; the rest as it comes.
            let first = ["id", "name", "user_id", "status"]
            let rest = members.keys.filter { !first.contains($0) }.sorted()
            let fields = (first + rest).flatMap { name in
                switch name {
                case "exit": [(name: name, value: members[name].ending)]
                case "labels": [(name: name, value: members[name].cell)]
                default: (members[name] ?? .null).flattened(below: name)
                }
            }
            FieldTable(fields: fields).print(format.format, json: session)
        }
    }

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Make a session and print its id.")

        @Option(help: ArgumentHelp("What people call it.", valueName: "text"))
        var name: String?

        @Option(help: ArgumentHelp("A label. May be repeated.", valueName: "name:value"))
        var label: [String] = []

        @Option(name: .customLong("working-directory"), help: ArgumentHelp("Where it starts.", valueName: "path"))
        var workingDirectory: String?

        @OptionGroup var format: FormatOption
        @OptionGroup var options: ClientOptions

        func run() throws {
            var body: [String: JSONValue] = [:]
            body["name"] = name.map(JSONValue.string)
            body["working_directory"] = workingDirectory.map(JSONValue.string)
            if !label.isEmpty {
                var labels: [String: JSONValue] = [:]
                for pair in label {
                    let name = pair.prefix { $0 != ":" }
                    guard !name.isEmpty, name.endIndex < pair.endIndex else {
                        throw CommandFailure("--label must be like name:value, not \(RawValue.quoted(pair))")
                    }
                    labels[String(name)] = .string(String(pair[name.endIndex...].dropFirst()))
                }
                body["labels"] = .object(labels)
            }
            let session = try options.connection().send(.POST, ["sessions"], json: .object(body)).json()
            guard format.format == .table else {
                return CellTable(columns: ["id"], rows: [[session["id"].cell]]).print(format.format, json: session)
            }
            Console.printLine(RawValue.escaped(session["id"].cell))
        }
    }

    struct Kill: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "kill", abstract: "End sessions and all their processes.",
            discussion: "All are tried; the exit code is that of the first that could not be ended.")

        @Argument(help: ArgumentHelp("The sessions.", valueName: "id"), completion: .sessions)
        var ids: [String]

        @OptionGroup var options: ClientOptions

        func run() throws {
            let server = try options.connection()
            var status = ProcessExit.success
            for id in ids {
                do throws(CommandFailure) {
                    _ = try server.send(.DELETE, ["sessions", id])
                } catch {
                    for line in error.lines { Console.printError("\(line) (\(RawValue.escaped(id)))") }
                    if status == ProcessExit.success { status = error.status }
                }
            }
            guard status == ProcessExit.success else { throw CommandFailure(silentlyWith: status) }
        }
    }
}

extension CompletionKind {
    /// The ids of the sessions that the server of the environment or of client.toml has.
    ///
    /// Nothing else that a server may say: bash expands what it is offered, `$(…)` included.
    static var sessions: CompletionKind {
        .shellCommand(
            "web-terminal sessions list --format csv 2>/dev/null | cut -d, -f1 | LC_ALL=C grep -Ex '[A-Za-z0-9_-]{22}'")
    }
}
