import Authentication
import Glibc
import TestKit
import Testing
import WebTerminalServer

@testable import web_terminal

@Suite struct LoaderTests {
    /// A directory of the test's own, with files in it.
    private func withDirectory(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let directory = TestDirectory()
        defer { withExtendedLifetime(directory) {} }
        for (name, text) in files { try directory.write(Array(text.utf8), to: name) }
        try body(directory.root)
    }

    private let good = "0123456789012345678901234567890123456789"

    private func load(
        _ path: String?, environment: [String: String] = [:]
    ) -> (settings: Settings, problems: [ConfigurationProblem]) {
        ConfigurationLoader(explicitPath: path, environment: environment, flags: []).load()
    }

    @Test func secretsFromAllPlaces() throws {
        let config = """
            [security]
            jwt_secret_file = "one"
            jwt_secrets = [{ kid = "a", file = "two" }, { kid = "b", secret = "\(good)" }]
            """
        try withDirectory(["config.toml": config, "one": "\(good)1\n", "two": "\(good)2\r\n"]) { directory in
            let (settings, problems) = load("\(directory)/config.toml")
            #expect(problems == [])
            let secrets = settings.configuration.security.tokens.secrets
            #expect(secrets.map(\.keyID) == [nil, "a", "b"])
            #expect(secrets.map { String(decoding: $0.bytes, as: UTF8.self) } == ["\(good)1", "\(good)2", good])
        }
    }

    @Test func badSecrets() throws {
        let config = """
            [security]
            jwt_secret_file = "short"
            jwt_secrets = [
                { kid = "a", file = "missing" },
                { kid = "b", secret = "0123456789012345678901234567890" },
            ]
            """
        try withDirectory(["config.toml": config, "short": "short\n"]) { directory in
            let problems = load("\(directory)/config.toml").problems.map(\.description)
            #expect(
                problems == [
                    "\(directory)/config.toml:2: security.jwt_secret_file must have at least 32 bytes, "
                        + "not 5 in \(directory)/short",
                    "\(directory)/config.toml:3: security.jwt_secrets \"a\": cannot open \(directory)/missing: "
                        + "No such file or directory",
                    "\(directory)/config.toml:3: security.jwt_secrets \"b\": must have at least 32 bytes, not 31",
                ])
        }
    }

    @Test func aNamedFileHasToBeThere() {
        #expect(
            load("/no/such/file").problems.map(\.description) == [
                "web-terminal: cannot open /no/such/file: No such file or directory"
            ])
        let variable = load(nil, environment: [ConfigurationLoader.pathVariable: "/no/such/file"])
        #expect(variable.problems.count == 1)
        #expect(load("/").problems.map(\.description) == ["web-terminal: cannot read /: Is a directory"])
    }

    @Test func whatIsNotUTF8IsRefused() throws {
        try withDirectory(["config.toml": ""]) { directory in
            let file = try #require(fopen("\(directory)/config.toml", "w"))
            fputc(0xFF, file)
            fclose(file)
            #expect(
                load("\(directory)/config.toml").problems.map(\.description) == [
                    "\(directory)/config.toml: is not UTF-8"
                ])
        }
    }

    @Test func shellAndDirectoriesHaveToBeThere() throws {
        let config = "[session]\nshell = \"/etc/passwd\"\nworking_directory = \"/no\"\n[static]\ndirectory = \"no\"\n"
        try withDirectory(["config.toml": config]) { directory in
            #expect(
                load("\(directory)/config.toml").problems.map(\.description) == [
                    "\(directory)/config.toml:2: session.shell must be a program that can be run; /etc/passwd is none",
                    "\(directory)/config.toml:3: session.working_directory must be a directory; /no is none",
                    "\(directory)/config.toml:5: static.directory must be a directory; \(directory)/no is none",
                ])
        }
    }
}
