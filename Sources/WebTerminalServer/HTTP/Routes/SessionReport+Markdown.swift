internal import LineOutput
internal import PseudoTerminal
internal import Sessions
internal import ShellIntegration

extension SessionReport {
    /// For people: GitHub's Markdown. Whatever a session or a command is called is shown as text, never as markup.
    var markdown: String {
        let title = session.name.map(Self.text) ?? session.id.description
        var lines = ["# Session \(title)", "", "| | |", "| --- | --- |"]
        lines += facts.map { "| \($0) | \($1) |" }
        lines += ["", "## Commands", ""]
        guard !commands.isEmpty else {
            return (lines + [Self.withoutCommands(integration), ""]).joined(separator: "\n")
        }
        lines += [
            "\(commands.count) \(commands.count == 1 ? "command" : "commands"), \(failures.count) failed, \(running.count) running, "
                + "\(Self.duration(totalMilliseconds)) in all.",
            "", "| id | started (UTC) | duration | exit code | command |", "| --: | --- | --: | --: | --- |",
        ]
        lines += commands.map(Self.row)
        if !failures.isEmpty {
            lines += ["", "## Failures", ""]
            lines += failures.map { failure in
                "- \(failure.id): \(Self.code(failure.command)) ended with \(failure.exitCode.map(String.init) ?? "")"
            }
        }
        return (lines + [""]).joined(separator: "\n")
    }

    private var facts: [(String, String)] {
        var facts = [
            ("id", session.id.description), ("user", Self.text(session.userID)), ("status", session.status.rawValue),
            ("created", "\(UTCTime(session.createdAt))"), ("last activity", "\(UTCTime(session.lastActivityAt))"),
            ("size", "\(session.columns) × \(session.rows)"), ("viewers", "\(session.viewers)"),
            ("output", "\(session.outputOffset) bytes"),
        ]
        switch session.exit {
        case .exited(let code): facts.append(("exit code", "\(code)"))
        case .signalled(let signal): facts.append(("ended by", session.exit?.signalName ?? "SIG\(signal)"))
        case nil: break
        }
        for (name, value) in session.labels.sorted(by: { $0.key < $1.key }) {
            facts.append(("label \(Self.text(name))", Self.text(value)))
        }
        return facts
    }

    private static func withoutCommands(_ integration: IntegrationStatus) -> String {
        switch integration {
        case .active: "There were none."
        case .waiting: "None are known: the shell has not told anything yet."
        case .none: "None are known: the shell does not tell what it runs."
        }
    }

    private static func row(_ command: ShellCommand) -> String {
        let cells = [
            "\(command.id)", "\(UTCTime(command.startedAt))",
            // Nobody has seen how long it took when it ended its shell.
            command.isRunning ? "running" : command.durationMilliseconds.map(duration) ?? "",
            command.exitCode.map(String.init) ?? "", code(command.command),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private static func duration(_ milliseconds: Int) -> String {
        let seconds = milliseconds / 1000
        guard seconds >= 60 else { return "\(Double(milliseconds) / 1000) s" }
        guard seconds >= 3600 else { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }

    /// Text of others within a cell of a table: what could be markup is escaped, and it stays on its line.
    private static func text(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\\", "`", "*", "_", "[", "]", "<", ">", "&", "|", "#", "~", "!": result += "&#\(scalar.value);"
            case _ where scalar.properties.generalCategory.isInvisible: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// The same where it is code. Between backticks a vertical line would still end the cell, and a backtick the code.
    private static func code(_ text: String) -> String { "<code>\(Self.text(text))</code>" }
}
