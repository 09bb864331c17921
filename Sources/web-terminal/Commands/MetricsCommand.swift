import ArgumentParser
import NIOHTTP1
import TerminalClient

/// `web-terminal metrics`
struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "Print a server's metrics, as Prometheus reads them.")

    @OptionGroup var options: ClientOptions

    func run() throws {
        let text = try options.connection().send(.GET, ["metrics"]).text
        Console.show(text)
    }
}
