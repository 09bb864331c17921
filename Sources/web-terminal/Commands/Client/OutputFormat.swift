import ArgumentParser

/// How a command shows what it found.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// Columns, for people. Nothing in them that a terminal would obey.
    case table
    /// What the server said, on one line.
    case json
    /// As RFC 4180 has it. Nothing in it that a spreadsheet would compute.
    case csv
}

struct FormatOption: ParsableArguments {
    @Option(help: "How to show it.")
    var format = OutputFormat.table
}
