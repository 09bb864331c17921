internal import PseudoTerminal
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol
internal import Workspaces

extension Session {
    /// The session object as it stands by itself: that of lists, and what its processes are doing now, by the system and
    /// not by what the shell tells.
    func object(_ summary: SessionSummary) -> JSONValue {
        guard case .object(var members) = summary.json else { return summary.json }
        let directory = processes.workingDirectory()
        members["state"] = [
            "working_directory": directory.map(JSONValue.string) ?? .null, "command": summary.commandJSON,
            "files_path": directory.flatMap { workspace?.path(of: $0.utf8) }.map { .string($0.description) } ?? .null,
            "environment": .array(summary.environmentNames.map(JSONValue.string)),
            "processes": .array(
                processes.family(limit: Self.shownProcesses).map { process in
                    ["pid": JSONValue(process.id), "name": .string(process.name)]
                }),
        ]
        return .object(members)
    }

    /// Of the processes in a session object, the most.
    private static let shownProcesses = 32
}

extension SessionEdit {
    /// The names of what can be changed.
    static let fields = ["name", "labels"]

    /// Of the members of a JSON merge patch (RFC 7396).
    init(_ patch: [String: JSONValue]) throws(ErrorBody) {
        self.init()
        if let value = patch["name"] { name = .some(try SessionFields.name(from: value)) }
        if let value = patch["labels"] {
            if value.isNull {
                labels = .removeAll
            } else if let members = value.objectValue {
                labels = .merge(try SessionFields.labelChanges(from: members))
            } else {
                // Says what it has to be.
                _ = try SessionFields.labels(from: value)
            }
        }
    }
}
