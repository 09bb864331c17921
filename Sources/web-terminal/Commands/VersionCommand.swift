import ArgumentParser

/// `web-terminal version`
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print name and version.")

    func run() { Console.printLine(Version.line) }
}
