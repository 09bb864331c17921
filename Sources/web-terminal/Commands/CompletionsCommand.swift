import ArgumentParser

/// `web-terminal completions`
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Print what makes a shell complete the words of this command.",
        discussion: """
            bash: source <(web-terminal completions bash), in ~/.bashrc. zsh: into a file _web-terminal in a directory \
            of fpath. fish: into ~/.config/fish/completions/web-terminal.fish. The Debian package installs them.
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        let script = CommandLineTool.completionScript(for: kind)
        Console.write(script.hasSuffix("\n") ? script : script + "\n", to: 1)
    }
}
