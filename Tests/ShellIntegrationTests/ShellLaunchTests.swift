import Testing

@testable import ShellIntegration

struct ShellLaunchTests {
    private func plan(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
        nonce: String = "c0ffee", directory: String = "/run/s/shell", workspace: String? = nil
    ) -> ShellLaunch? {
        ShellLaunch.plan(
            executable: executable, arguments: ["name"] + arguments, environment: environment, nonce: nonce,
            directory: directory, workspace: workspace)
    }

    @Test func bash() throws {
        let launch = try #require(plan("/bin/bash", ["-i", "-o", "vi"], directory: "/run/it's"))
        #expect(launch.arguments == ["name", "--init-file", "/run/it's/integration.bash", "-i", "-o", "vi"])
        #expect(launch.environment == [:])
        #expect(launch.files.map(\.name) == ["nonce", "integration.bash"])
        #expect(launch.files.first?.contents == Array("c0ffee\n".utf8))
        let script = try #require(launch.files.last.map { String(decoding: $0.contents, as: UTF8.self) })
        #expect(script.hasPrefix("__web_terminal_directory='/run/it'\\''s'\n__web_terminal_startup='bashrc'\n# shell"))
        #expect(!script.contains("c0ffee"))
    }

    /// bash reads its own file and the system's, or neither.
    @Test func bashWithoutThoseFiles() throws {
        let launch = try #require(
            plan("/bin/bash", ["--norc", "-i"], environment: ["ENV": "mine", "A": "b"], directory: "/run/$x`\\\""))
        #expect(launch.arguments == ["name", "--posix", "-i"])
        #expect(launch.environment == ["ENV": #"/run/\$x\`\\"/integration.bash"#, "A": "b"])
        let script = try #require(launch.files.last.map { String(decoding: $0.contents, as: UTF8.self) })
        #expect(
            script.hasPrefix(
                """
                builtin set +o posix
                builtin shopt -u inherit_errexit 2>/dev/null
                builtin export ENV='mine'
                HISTFILE=~/.bash_history
                MAILCHECK=60
                __web_terminal_directory='/run/$x`\\"'
                __web_terminal_startup='none'
                # shell
                """))
        let login = try #require(plan("/bin/bash", ["-il"], environment: ["HISTFILE": "", "MAILCHECK": "1"]))
        #expect(login.arguments == ["name", "--posix", "--login", "-i"])
        #expect(login.environment["ENV"] == "/run/s/shell/integration.bash")
        let loginScript = try #require(login.files.last.map { String(decoding: $0.contents, as: UTF8.self) })
        #expect(loginScript.contains("builtin unset -v ENV\n__web_terminal_directory="))
    }

    @Test(arguments: [["POSIXLY_CORRECT": ""], ["POSIX_PEDANTIC": "1"], ["SHELLOPTS": "braceexpand:posix"]])
    func aPOSIXBashByItsEnvironment(environment: [String: String]) {
        #expect(plan("/bin/bash", environment: environment) == nil)
    }

    @Test(arguments: [
        (["-l"], "login"), (["--login"], "login"), (["-il"], "login"), (["-l", "--noprofile"], "none"),
        (["--norc"], "none"), (["--rcfile", "/x y"], "file:/x y"), ([], "bashrc"), (["-l", "--rcfile", "/x"], "login"),
    ])
    func whatBashReads(arguments: [String], startup: String) throws {
        #expect(BashArguments(["bash"] + arguments)?.startup == startup)
    }

    @Test func aLoginBashByItsName() throws {
        let line = try #require(BashArguments(["-bash", "-i"]))
        #expect(line.name == "-bash")
        #expect(line.startup == "login")
        #expect(line.rest == ["--login", "-i"])
        #expect(BashArguments(["bash", "-il"])?.rest == ["--login", "-i"])
    }

    @Test(arguments: [
        ["-c", "ls"], ["-lc", "ls"], ["script.sh"], ["-i", "script.sh"], ["--", "script.sh"], ["--posix"], ["-r"],
        ["-s"],
        ["--version"], ["--rcfile"], ["-o"], ["-o", "posix"], ["-n"],
    ])
    func aBashThatIsLeftAlone(arguments: [String]) {
        #expect(plan("/bin/bash", arguments) == nil)
    }

    @Test func zsh() throws {
        let launch = try #require(plan("/usr/bin/zsh", ["-l"], environment: ["ZDOTDIR": "/mine", "A": "b"]))
        #expect(launch.arguments == ["name", "-l"])
        #expect(
            launch.environment == ["ZDOTDIR": "/run/s/shell", "WEB_TERMINAL_ZDOTDIR": "/mine", "A": "b"])
        #expect(launch.files.map(\.name) == ["nonce", ".zshenv"])
        #expect(plan("zsh")?.environment == ["ZDOTDIR": "/run/s/shell"])
        for arguments in [
            ["-c", "ls"], ["-f"], ["x.zsh"], ["+o", "rcs"], ["--no-rcs"], ["-ic", "x"], ["--emulate", "sh"],
            ["-o", "norcs"], ["-oNO_RCS"], ["--No_Rcs"], ["-lo", "privileged"], ["-p"], ["+i"], ["-o"],
        ] {
            #expect(plan("/usr/bin/zsh", arguments) == nil, "\(arguments)")
        }
        for arguments in [["-o", "vi", "-i"], ["-d"], ["--no-global-rcs"], ["+m"]] {
            #expect(plan("/usr/bin/zsh", arguments) != nil, "\(arguments)")
        }
    }

    @Test func fish() throws {
        let launch = try #require(plan("/usr/bin/fish", ["-l"], directory: "/run/it's\\"))
        #expect(launch.arguments == ["name", "--init-command", #"source '/run/it\'s\\/integration.fish'"#, "-l"])
        #expect(launch.files.map(\.name) == ["nonce", "integration.fish"])
        for arguments in [["-c", "ls"], ["--command=ls"], ["x.fish"], ["-n"], ["-v"]] {
            #expect(plan("/usr/bin/fish", arguments) == nil, "\(arguments)")
        }
        for arguments in [["-C", "ls"], ["--init-command=ls"], ["--init-command", "ls"], ["-N"], ["--private"]] {
            #expect(plan("/usr/bin/fish", arguments) != nil, "\(arguments)")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func theWorkspaceIsNamed(shell: String) throws {
        let script = try #require(plan(shell, workspace: "/run/it's")?.files.last).contents
        let quoted = shell == "fish" ? #"'/run/it\'s'"# : #"'/run/it'\''s'"#
        let lines = String(decoding: script, as: UTF8.self).split(separator: "\n").prefix(3)
        #expect(lines.contains { $0.contains("__web_terminal_workspace") && $0.hasSuffix(quoted) }, "\(lines)")
    }

    @Test func others() {
        for shell in ["/bin/sh", "/bin/dash", "/usr/bin/python3", "", "/bin/rbash"] {
            #expect(plan(shell) == nil, "\(shell)")
        }
        #expect(plan("/bin/bash", nonce: "") == nil)
        #expect(plan("/bin/bash", nonce: "a;b") == nil)
        #expect(plan("/bin/bash", directory: "relative") == nil)
    }

    @Test func nonces() {
        let nonces = (1...100).map { _ in ShellLaunch.makeNonce() }
        #expect(Set(nonces).count == 100)
        #expect(nonces.allSatisfy { $0.utf8.count == 32 })
    }
}
