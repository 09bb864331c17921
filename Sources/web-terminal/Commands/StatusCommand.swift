import ArgumentParser
import StrictJSON
import TerminalClient

/// `web-terminal status`
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say how a server is, and who it takes you for.",
        discussion: "Exit code 0: it takes work, and the token is good.")

    @OptionGroup var format: FormatOption
    @OptionGroup var options: ClientOptions

    func run() throws {
        let server = try options.connection()
        let health = (try? server.send(target: "/health").json())?["status"]
        let isReady: Bool
        do throws(CommandFailure) {
            _ = try server.send(target: "/ready")
            isReady = true
        } catch {
            guard case .refused(let refusal)? = error.error, refusal.status == 503 else { throw error }
            isReady = false
        }
        let identity = try server.json(["auth", "info"])
        let figures = try statistics(server)
        let address = server.settings.address.description
        var fields = [
            ("server", address), ("health", health.cell), ("ready", isReady ? "yes" : "no"),
            ("user", identity["user_id"].cell), ("role", identity["role"].cell), ("groups", identity["groups"].cell),
            ("token expires", identity["expires_at"].time),
        ]
        fields += figures?.flattened(below: "stats") ?? []
        FieldTable(fields: fields).print(
            format.format,
            json: [
                "server": .string(address), "health": health ?? .null, "ready": .bool(isReady), "identity": identity,
                "stats": figures ?? .null,
            ])
        guard isReady else {
            throw CommandFailure("\(address) takes no work: it is going", status: ProcessExit.failure)
        }
    }

    /// Nil: the server has none for whoever this is.
    private func statistics(_ server: ServerConnection) throws(CommandFailure) -> JSONValue? {
        do throws(CommandFailure) {
            return try server.json(["stats"])
        } catch {
            guard [ProcessExit.notFound, ProcessExit.permission].contains(error.status) else { throw error }
            return nil
        }
    }
}
