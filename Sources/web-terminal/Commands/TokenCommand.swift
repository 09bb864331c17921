import ArgumentParser
import Authentication
import WebTerminalServer

/// `web-terminal token`: what an identity service does, for development and for scripts on the same machine.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Print a token signed with the configured secret.",
        discussion: "The secret comes from WEB_TERMINAL_JWT_SECRET, a file or the configuration.")

    @Option(help: ArgumentHelp("Whose token it is: its `sub`.", valueName: "name"))
    var user: String

    @Option(help: ArgumentHelp("Groups, with commas between them.", valueName: "names"))
    var groups: String?

    @Option(help: ArgumentHelp("admin, user or viewer. Left out: what the groups say.", valueName: "role"))
    var role: String?

    @Option(name: .customLong("expires-in"), help: ArgumentHelp("Seconds until it expires.", valueName: "seconds"))
    var expiresIn = "3600"

    @OptionGroup var options: ConfigurationOptions

    /// A year: whoever needs more has an identity service.
    private static let lifetimes: ClosedRange<Int64> = 1...31_536_000

    func run() throws {
        guard Identity.isValidUserID(user) else {
            throw CommandFailure("--user must be a name that a token can have, not \(RawValue.quoted(user))")
        }
        guard let seconds = Int64(expiresIn), Self.lifetimes.contains(seconds) else {
            let range = "from \(Self.lifetimes.lowerBound) to \(Self.lifetimes.upperBound)"
            throw CommandFailure("--expires-in must be a whole number \(range), not \(RawValue.quoted(expiresIn))")
        }
        let knownRole = role.flatMap(Role.init(rawValue:))
        if let role, knownRole == nil {
            throw CommandFailure("--role must be \"admin\", \"user\" or \"viewer\", not \(RawValue.quoted(role))")
        }
        let policy = try options.load().configuration.security.tokens
        guard
            let token = TokenMinter.token(
                for: user, groups: groups?.split(separator: ",").map(String.init) ?? [], role: knownRole,
                policy: policy, lifetimeSeconds: seconds)
        else {
            throw CommandFailure(
                "there is no secret to sign with: set WEB_TERMINAL_JWT_SECRET, "
                    + "or security.jwt_secret_file in config.toml")
        }
        Console.printLine(token)
    }
}
