import ArgumentParser
import WebTerminalServer

/// `web-terminal health`: what a container's health check runs, so that the image needs no other client.
struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Ask a running server whether it is well.",
        discussion: """
            Exit code 0: it answered 200. 1: it did not. Without --url the configuration says where it listens, so \
            the command has to see the same file and environment as the server. A certificate is not checked: no \
            secret is sent, and nothing is learned but that somebody answers.
            """)

    @Option(help: ArgumentHelp("http://…, https://… or unix:/path; without a path /health is asked.", valueName: "url"))
    var url: String?

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let target: HealthTarget
        if let url {
            guard let given = HealthTarget(url) else {
                throw CommandFailure(
                    "--url must be like http://127.0.0.1:8080/health or unix:/run/web-terminal/socket, "
                        + "not \(RawValue.quoted(url))")
            }
            target = given
        } else {
            target = HealthTarget(serving: try options.load().configuration.server)
        }
        do {
            let status = try HealthProbe(target).status()
            guard status == 200 else {
                throw CommandFailure("\(target) answered \(status)", status: ProcessExit.failure)
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("\(target) does not answer: \(error)", status: ProcessExit.failure)
        }
        Console.printLine("OK")
    }
}
