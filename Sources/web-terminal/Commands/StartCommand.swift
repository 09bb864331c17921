import ArgumentParser

/// `web-terminal start`
struct StartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Serve terminals (the default).",
        discussion: """
            Without any secret the server listens on a loopback address only, and prints a link to open. \
            SIGTERM or SIGINT ends it gracefully, a second one at once. SIGHUP makes it read its settings again.
            """)

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host: String?

    @Option(help: ArgumentHelp("The TCP port to listen on; 0 lets the system choose.", valueName: "port"))
    var port: String?

    @Option(name: .customLong("log-level"), help: ArgumentHelp("trace, debug, info, notice, warning, error, critical."))
    var logLevel: String?

    @Option(name: .customLong("log-format"), help: ArgumentHelp("text or json."))
    var logFormat: String?

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        try ServerRun.run(load(), readAgain: load)
    }

    private func load() throws(CommandFailure) -> Settings {
        try options.load([
            ("--host", "server.host", host),
            ("--port", "server.port", port),
            ("--log-level", "logging.level", logLevel),
            ("--log-format", "logging.format", logFormat),
        ])
    }
}
