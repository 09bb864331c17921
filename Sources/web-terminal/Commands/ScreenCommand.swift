import ArgumentParser
import Glibc
import LineOutput
import NIOHTTP1
import TerminalClient

/// `web-terminal screen`
struct ScreenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screen", abstract: "Print what a session's terminal shows.",
        discussion: "As it is now, or as it was last when the session has ended.")

    /// How the server writes it down.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        /// Lines of text.
        case text
        /// These with their colours.
        case ansi
        /// A `pre` element.
        case html
        /// Spans of cells, and the cursor.
        case json
    }

    @Argument(help: ArgumentHelp("The session.", valueName: "id"), completion: .sessions)
    var id: String

    @Option(help: "How to write it down.")
    var format = Form.text

    @OptionGroup var options: ClientOptions

    func run() throws {
        let answer = try options.connection().send(
            .GET, ["sessions", id, "screen"], query: [("format", format.rawValue)])
        switch format {
        case .text, .html: Console.show(answer.text)
        case .ansi where isatty(STDOUT_FILENO) == 1:
            Console.write(ColoredText.filtered(answer.body), to: STDOUT_FILENO)
        case .ansi: Console.write(answer.text, to: STDOUT_FILENO)
        case .json: Console.printLine(PrintableText.escaped(answer.text))
        }
    }
}
