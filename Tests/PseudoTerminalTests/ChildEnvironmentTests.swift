import Testing

@testable import PseudoTerminal

@Suite struct ChildEnvironmentTests {
    private let account = ChildEnvironment.Account(name: "alice", home: "/home/alice", shell: "/bin/bash")

    private func make(
        inherited: [String: String] = [:], configured: [String: String] = [:], requested: [String: String] = [:]
    ) throws(ChildEnvironment.InvalidVariable) -> [String: String] {
        try ChildEnvironment.make(
            inherited: inherited, account: account, sessionID: "s1", configured: configured, requested: requested)
    }

    @Test func nothingOfTheServerButTheAllowList() throws {
        let environment = try make(inherited: [
            "PATH": "/opt/bin:/bin", "LANG": "de_DE.UTF-8", "HOME": "/root", "SECRET": "x", "LD_PRELOAD": "/evil.so",
            "WEB_TERMINAL_JWT_SECRET": "x", "WEB_TERMINAL_SESSION_ID": "outer", "TERM": "dumb",
        ])
        #expect(
            environment == [
                "PATH": "/opt/bin:/bin", "LANG": "de_DE.UTF-8", "HOME": "/home/alice", "USER": "alice",
                "LOGNAME": "alice", "SHELL": "/bin/bash", "TERM": "xterm-256color", "COLORTERM": "truecolor",
                "WEB_TERMINAL_SESSION_ID": "s1",
            ])
    }

    @Test func defaults() throws {
        let environment = try make(inherited: ["PATH": "", "LANG": "a\0b"])
        #expect(environment["LANG"] == "C.UTF-8")
        #expect(environment["PATH"]?.contains("/usr/bin") == true)
    }

    @Test func requestedOverConfiguredOverOurs() throws {
        let environment = try make(
            configured: ["A": "1", "B": "1", "TERM": "vt100"], requested: ["B": "2", "_x9": "", "LANG": "C"])
        #expect(environment["A"] == "1")
        #expect(environment["B"] == "2")
        #expect(environment["_x9"] == "")
        #expect(environment["TERM"] == "vt100")
        #expect(environment["LANG"] == "C")
    }

    @Test(arguments: [
        "", "1A", "A B", "A=B", "A\0", "Ä", "A-B", "WEB_TERMINAL_SESSION_ID", "WEB_TERMINAL_X", "\u{1b}[31m",
        String(repeating: "A", count: 257),
    ])
    func refusesNames(name: String) {
        for error in [invalid(configured: [name: "v"]), invalid(requested: [name: "v"])] {
            #expect(error != nil)
            #expect(error?.description.utf8.contains(0x1b) == false, "no control characters in messages")
        }
    }

    /// A shell may be a program that opens a sandbox: nobody may choose what that loads.
    @Test(arguments: ["LD_PRELOAD", "LD_AUDIT", "LD_LIBRARY_PATH", "GCONV_PATH", "BASH_ENV", "SHELLOPTS"])
    func whatProgramsLoadIsTheOperatorsToSay(name: String) throws {
        #expect(invalid(requested: [name: "/tmp/evil.so"])?.description.contains(name) == true)
        #expect(try make(configured: [name: "/lib/good.so"])[name] == "/lib/good.so")
    }

    @Test func tellsWhereTheWorkspaceIs() throws {
        let environment = try ChildEnvironment.make(
            inherited: [:], account: account, sessionID: "s1", workspace: "/w", requested: ["HOME": "/elsewhere"])
        #expect(environment["WEB_TERMINAL_WORKSPACE"] == "/w" && environment["HOME"] == "/elsewhere")
        #expect(invalid(requested: ["WEB_TERMINAL_WORKSPACE": "/"]) != nil)
    }

    @Test func refusesValuesWithoutShowingThem() {
        let error = invalid(requested: ["TOKEN": "hunter2\0"])
        #expect(error?.description.contains("TOKEN") == true)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func boundedInAll() throws {
        let value = String(repeating: "x", count: ChildEnvironment.maximumBytes / 2)
        _ = try make(requested: ["A": value])
        #expect(invalid(configured: ["A": value], requested: ["B": value])?.description.contains("131072") == true)
    }

    @Test func accountHasAbsolutePaths() {
        let account = ChildEnvironment.Account.current(environment: ["HOME": "relative", "SHELL": ""])
        #expect(account.home.hasPrefix("/") && account.shell.hasPrefix("/") && !account.name.isEmpty)
        let given = ChildEnvironment.Account.current(environment: ["HOME": "/h", "SHELL": "/s"])
        #expect(given.home == "/h" && given.shell == "/s")
    }

    private func invalid(
        configured: [String: String] = [:], requested: [String: String] = [:]
    ) -> ChildEnvironment.InvalidVariable? {
        do throws(ChildEnvironment.InvalidVariable) {
            _ = try make(configured: configured, requested: requested)
            return nil
        } catch {
            return error
        }
    }
}
