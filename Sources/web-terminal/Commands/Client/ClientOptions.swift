import ArgumentParser
import TerminalClient

/// The flags that say which server a command talks to, and as whom.
struct ClientOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server: https://…, http://… or unix:/path. Left out: WEB_TERMINAL_SERVER, or what client.toml says, "
                + "or http://127.0.0.1:8080.",
            valueName: "url"))
    var server: String?

    @Option(
        name: .customLong("token-file"),
        help: ArgumentHelp(
            "A file with the token. Left out: WEB_TERMINAL_TOKEN, WEB_TERMINAL_TOKEN_FILE, or what client.toml says.",
            valueName: "path"))
    var tokenFile: String?

    @Option(
        name: .customLong("ca-certificate"),
        help: ArgumentHelp("Who vouches for the server, in place of the system's authorities (PEM).", valueName: "path")
    )
    var authorities: String?

    func settings(detachKeys: String? = nil) throws(CommandFailure) -> ClientSettings {
        let launch = LaunchEnvironment.shared
        return try ClientSettings(
            flags: .init(
                server: server, tokenFile: tokenFile, authorities: authorities, detachKeys: detachKeys),
            environment: launch.variables, file: ClientFile.read(ClientFile.path(launch.home)))
    }

    func connection() throws(CommandFailure) -> ServerConnection { ServerConnection(try settings()) }
}
