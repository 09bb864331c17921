import TerminalClient
import Testing

@testable import web_terminal

/// Flags over environment over file over defaults, for the commands that talk to a server.
@Suite struct ClientSettingsTests {
    private func settings(
        _ flags: ClientSettings.Flags = .init(), _ environment: [String: String] = [:], file: String = ""
    ) throws -> ClientSettings {
        try ClientSettings(
            flags: flags, environment: environment, file: ClientFile(text: file, name: "client.toml", directory: "/d"))
    }

    @Test func defaults() throws {
        let settings = try settings()
        #expect(settings.address.description == "http://127.0.0.1:8080")
        #expect(settings.token == .none && settings.trust == .system && settings.detachKeys == .default)
    }

    @Test func order() throws {
        let file = """
            server = "http://file"
            token = "of.the.file"
            ca_certificate = "ca.pem"
            detach_keys = "ctrl-a"
            """
        let variables = [
            "WEB_TERMINAL_SERVER": "http://variable", "WEB_TERMINAL_TOKEN": "of.the.variable",
            "WEB_TERMINAL_CA_CERTIFICATE": "/v.pem",
        ]
        let ofFile = try settings(file: file)
        #expect(ofFile.address.description == "http://file:80" && ofFile.token == .text("of.the.file"))
        #expect(ofFile.trust == .authorities(file: "/d/ca.pem") && ofFile.detachKeys.description == "ctrl-a")
        let ofVariables = try settings(.init(), variables, file: file)
        #expect(ofVariables.address.description == "http://variable:80")
        #expect(ofVariables.token == .text("of.the.variable") && ofVariables.trust == .authorities(file: "/v.pem"))
        let ofFlags = try settings(
            .init(server: "http://flag", tokenFile: "/t", authorities: "/f.pem", detachKeys: "none"), variables,
            file: file)
        #expect(ofFlags.address.description == "http://flag:80" && ofFlags.token == .file("/t"))
        #expect(ofFlags.trust == .authorities(file: "/f.pem") && ofFlags.detachKeys == .none)
        // An empty variable is as good as none.
        #expect(try settings(.init(), ["WEB_TERMINAL_TOKEN": ""], file: file).token == .text("of.the.file"))
    }

    @Test func theTokenOfTheFileIsForItsServerOnly() throws {
        let file = "server = \"https://a.example/\"\ntoken_file = \"token\"\n"
        #expect(try settings(.init(server: "https://a.example:443"), file: file).token == .file("/d/token"))
        #expect(try settings(.init(server: "http://a.example"), file: file).token == .none)
        #expect(try settings(.init(), ["WEB_TERMINAL_SERVER": "https://b.example"], file: file).token == .none)
        #expect(try settings(.init(server: "https://b.example"), file: "token = \"a\"\n").token == .text("a"))
    }

    @Test(arguments: [
        "sever = \"a\"", "server = 1", "server = \"\"", "server = \"nonsense\"", "[a",
        "token = \"a\"\ntoken_file = \"b\"",
        "detach_keys = \"ctrl-\"",
    ])
    func whatIsWrong(file: String) {
        #expect(throws: CommandFailure.self) { try settings(file: file) }
    }

    @Test func whereTheFileIs() {
        #expect(ClientFile.path(["HOME": "/h"]) == "/h/.config/web-terminal/client.toml")
        #expect(ClientFile.path(["HOME": "/h", "XDG_CONFIG_HOME": "/x"]) == "/x/web-terminal/client.toml")
        #expect(
            ClientFile.path(["HOME": "/h", "XDG_CONFIG_HOME": "relative"]) == "/h/.config/web-terminal/client.toml")
        #expect(ClientFile.path([:]) == nil)
    }
}
