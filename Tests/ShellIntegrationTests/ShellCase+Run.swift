import ShellIntegration
import TestKit
import Testing

extension ShellCase {
    /// What went wrong; empty when everything came out as expected.
    func problems(with executable: String) async -> [String] {
        var problems: [String] = []
        do {
            let shell = try ShellUnderTest(executable, arguments, files: files, environment: environment)
            do {
                if beginsWithPrompt { try await shell.wait("the first prompt") { shell.prompts > 0 } }
                for step in steps { try await shell.perform(step) }
                // What the user's own hooks print may come behind the mark of the prompt.
                for wanted in shows {
                    let bytes = Array(wanted.replacing("NONCE", with: shell.nonce).utf8)
                    try await shell.wait("\(String(reflecting: wanted))") { shell.output.contains(bytes) }
                }
            } catch {
                problems.append("\(error)")
            }
            problems += compare(shell, executable)
        } catch {
            problems.append("\(error)")
        }
        return problems
    }

    private func compare(_ shell: ShellUnderTest, _ executable: String) -> [String] {
        var problems: [String] = []
        let found = shell.tracker.history.commands()
        let got = found.map { "\(String(reflecting: $0.command)) \($0.exitCode.map(String.init) ?? "nil")" }
        let wanted = commands.map { "\(String(reflecting: $0.command)) \($0.exitCode.map(String.init) ?? "nil")" }
        if got != wanted { problems.append("got \(got), wanted \(wanted)") }
        for (command, expected) in zip(found, commands) {
            let output = shell.text(of: command)
            if let wanted = expected.output, Self.bare(output, in: executable) != wanted {
                problems.append(
                    "output of \(command.command): \(String(reflecting: output)), wanted \(String(reflecting: wanted))")
            }
            if output.replacing(/633;P;Download=[^;]*;\w+/, with: "").contains(shell.nonce) {
                problems.append("\(command.command) printed the nonce")
            }
            if command.exitCode != nil, command.durationMilliseconds == nil {
                problems.append("\(command.command) has no duration")
            }
            if command.workingDirectory?.hasPrefix("/") != true { problems.append("\(command.command) was nowhere") }
        }
        let text = shell.text
        for unwanted in hides where text.contains(unwanted.replacing("NONCE", with: shell.nonce)) {
            problems.append("showed \(String(reflecting: unwanted)): \(String(reflecting: String(text.suffix(900))))")
        }
        for (name, wanted) in leaves {
            let got = (try? shell.home.text("home/\(name)")) ?? "no file"
            if got != wanted {
                problems.append("\(name) is \(String(reflecting: got)), wanted \(String(reflecting: wanted))")
            }
        }
        if ((try? shell.home.text("shell/nonce")) ?? "") != "" { problems.append("the nonce can be read") }
        return problems
    }

    /// fish sets title, colours and modes itself when it has said that a command begins; the others print nothing.
    private static func bare(_ output: String, in executable: String) -> String {
        guard executable.hasSuffix("fish") else { return output }
        return output.replacing(/\x1B\][^\x07]*\x07|\x1B\[[0-9;?>=]*[A-Za-z]|\x1B\(B/, with: "").replacing(
            /^\r/, with: "")
    }
}

/// Shells take time to start: all cases of one shell, one after the other, and the count at the end.
@Suite(.serialized) struct RealShellTests {
    private func run(_ cases: [ShellCase], with executable: String) async {
        var right = 0
        for shellCase in cases {
            let problems = await shellCase.problems(with: executable)
            if problems.isEmpty { right += 1 }
            for problem in problems { Issue.record("\(executable), \(shellCase.name): \(problem)") }
        }
        print("\(executable): \(right) of \(cases.count) cases are right")
    }

    @Test func bash() async { await run(ShellCase.bash, with: "/usr/bin/bash") }
    @Test func zsh() async { await run(ShellCase.zsh, with: "/usr/bin/zsh") }
    @Test func fish() async { await run(ShellCase.fish, with: "/usr/bin/fish") }
}
