import ArgumentParser

/// `web-terminal config …`
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check the configuration, or print a documented sample.",
        subcommands: [Check.self, Sample.self])

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

    struct Sample: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sample", abstract: "Print a config.toml with every setting and its default.")

        func run() { Console.write(ConfigurationSample.text(), to: 1) }
    }
}
