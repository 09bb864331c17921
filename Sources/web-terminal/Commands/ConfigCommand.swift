import ArgumentParser
import StrictJSON

/// `web-terminal config …`
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check the configuration, show it, or print a documented sample.",
        subcommands: [Check.self, Show.self, Sample.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Say what is wrong with file, environment and flags.")

        @OptionGroup var options: ConfigurationOptions

        func run() throws {
            let settings = try options.load()
            try ServerRun.check(settings)
            Console.printLine("OK")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show every setting, its value, and where it comes from.",
            discussion: """
                That of file, environment and flags here, as a server that is started now would have it; with --server \
                that of a running one, which tells it to admins. Secrets, and the values of variables for shells, are \
                not shown.
                """)

        private static let columns = ["setting", "value", "from"]

        @OptionGroup var options: ConfigurationOptions
        @OptionGroup var format: FormatOption
        @OptionGroup var client: ClientOptions

        func run() throws {
            guard client.server == nil else {
                let answer = try client.connection().json(["config"])
                let rows = (answer["settings"]?.arrayValue ?? []).map { setting in
                    [setting["path"].cell, setting["value"].cell, setting["source"].cell]
                }
                return CellTable(columns: Self.columns, rows: rows).print(format.format, json: answer)
            }
            let rows = ShownSetting.all(in: try options.load())
            CellTable(columns: Self.columns, rows: rows.map { [$0.path, $0.value, $0.origin] })
                .print(
                    format.format,
                    json: .object(
                        Dictionary(
                            uniqueKeysWithValues: rows.map {
                                ($0.path, ["value": .string($0.value), "from": .string($0.origin)])
                            })))
        }
    }

    struct Sample: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sample", abstract: "Print a config.toml with every setting and its default.")

        func run() { Console.write(ConfigurationSample.text(), to: 1) }
    }
}
