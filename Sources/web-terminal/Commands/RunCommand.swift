import ArgumentParser
import Glibc
import NIOHTTP1
import StrictJSON
import TerminalClient

/// `web-terminal run`
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a command in a session, where everybody who looks on sees it, and wait for its end.",
        discussion: """
            The words behind -- are joined with spaces and typed into the session, whose shell reads them: quote what \
            it should not take apart. The output is printed when the command has ended. The exit code is that of the \
            command; 124: it did not end in time and runs on. What goes wrong around it (no such session, no \
            connection, something is running there already) has the exit code of any other command, and a line on \
            standard error that begins with "web-terminal:". With --exit-code client that alone decides.
            """)

    @Argument(help: ArgumentHelp("The session.", valueName: "id"), completion: .sessions)
    var id: String

    @Option(help: ArgumentHelp("Wait so long at most. Left out: until it ends.", valueName: "seconds"))
    var timeout: UInt32?

    @Flag(name: .customLong("async"), help: "Do not wait: print the number of the command.")
    var isAsynchronous = false

    @Option(
        name: .customLong("exit-code"),
        help: "command: that of the command. client: 0 when the command has ended, however it ended.")
    var exitCode = ExitCodeSource.command

    @Option(
        name: .customLong("idempotency-key"),
        help: ArgumentHelp("What was run with this key before is not run again.", valueName: "text"))
    var idempotencyKey: String?

    @Option(
        name: .customLong("output-limit"), help: ArgumentHelp("Bytes of output at most.", valueName: "bytes"))
    var outputLimit: UInt32?

    @OptionGroup var format: FormatOption
    @OptionGroup var options: ClientOptions

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The command.", valueName: "command"))
    var command: [String] = []

    enum ExitCodeSource: String, ExpressibleByArgument, CaseIterable { case command, client }

    func run() throws {
        guard !command.isEmpty else { throw CommandFailure("there is no command: web-terminal run ID -- COMMAND") }
        let server = try options.connection()
        var body: [String: JSONValue] = ["command": .string(command.joined(separator: " "))]
        // So that the request may be repeated when its answer is lost.
        body["idempotency_key"] = .string(idempotencyKey ?? Self.randomKey())
        body["output_limit_bytes"] = outputLimit.map { JSONValue($0) }
        let request = JSONValue.object(body)
        let remote = RemoteCommand(server: server, session: id, outputLimit: outputLimit)
        let accepted: JSONValue
        do throws(CommandFailure) {
            accepted = try remote.start(request)
        } catch {
            throw error.showingOutput
        }
        guard !isAsynchronous else { return show(accepted, isFinished: false) }
        let ended = try remote.wait(accepted, seconds: timeout)
        guard RemoteCommand.isFinished(ended) else {
            throw CommandFailure(
                "not ended after \(timeout ?? 0) s; it runs on as command \(RawValue.escaped(ended["id"].cell))",
                status: ProcessExit.timedOut)
        }
        show(ended, isFinished: true)
        guard exitCode == .command else { return }
        guard let status = ended["exit_code"]?.integerValue.flatMap({ Int32(exactly: $0) }) else {
            throw CommandFailure(
                "its shell did not outlive the command: nobody knows its exit code", status: ProcessExit.failure)
        }
        guard status == 0 else { throw CommandFailure(silentlyWith: status & 0xFF) }
    }

    private func show(_ command: JSONValue, isFinished: Bool) {
        let fields = ["id", "command", "exit_code", "duration_ms"]
        guard format.format == .table else {
            return CellTable(columns: fields, rows: [fields.map { command[$0].cell }]).print(
                format.format, json: command)
        }
        guard isFinished else { return Console.printLine(RawValue.escaped(command["id"].cell)) }
        let output = command["output"]
        let text = output?["text"]?.stringValue ?? ""
        // As it is, for a program reads it; a person sees no more of it than what would stand in the session.
        Console.show(text)
        if output?["truncated"]?.boolValue == true {
            // In brackets: a line that begins with "web-terminal:" says that the exit code is not the command's.
            Console.printError("[that is not all of the output: see --output-limit]")
        }
    }

    private static func randomKey() -> String {
        let digits = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }
        return "cli-" + digits.joined(separator: "-")
    }
}

extension CommandFailure {
    /// With what the shell had to say of a command that it did not take.
    fileprivate var showingOutput: CommandFailure {
        guard case .refused(let refusal)? = error, let output = refusal.details["output"] else { return self }
        var failure = self
        // In front: scripts look at the last line.
        failure.lines = output.split(separator: "\n").map { RawValue.escaped(String($0), limit: 500) } + failure.lines
        return failure
    }
}
