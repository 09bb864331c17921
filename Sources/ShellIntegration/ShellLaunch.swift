/// How a shell is started so that it marks its commands: files to write, and what its command line and environment become.
///
/// The caller writes `files` into the directory that it named, which only the shell's user may enter (0700; the files
/// 0600), anew for each session, before it starts `executable` with `arguments` and `environment`. The shell empties the
/// file `nonce` as soon as it has read it. Where it may not write there, the caller should remove that file at the first
/// prompt. The rest has to stay until then, and goes with the session.
public struct ShellLaunch: Sendable {
    /// What the shell reads the nonce from.
    static let nonceFile = "nonce"
    /// Where zsh finds what ZDOTDIR was.
    static let userZDOTDIR = "WEB_TERMINAL_ZDOTDIR"

    /// To be written into the directory, under these names.
    public var files: [(name: String, contents: [UInt8])]
    /// The whole `argv`, the shell's name included.
    public var arguments: [String]
    public var environment: [String: String]
    /// Whether a tab that is pasted stays one: fish 3.6 leaves out all control characters but the ends of lines.
    public private(set) var pastesTabs = true

    /// Nil for a shell that there is no snippet for, for arguments with which it does not serve a person at a prompt, and
    /// for those that keep it from reading anything. Such a shell is started as it is.
    ///
    /// - Parameters:
    ///   - executable: path of the shell; its last part says which one it is.
    ///   - arguments: the whole `argv`, the shell's name included.
    ///   - environment: the shell's whole environment.
    ///   - nonce: known to nobody but this shell and `ShellTracker`; `makeNonce` makes one. Letters and digits.
    ///   - directory: absolute path, as the shell sees it, of the directory for the files.
    ///   - workspace: the same, without links on the way, of the one whose files `download` can offer; nil: it offers all.
    public static func plan(
        executable: String, arguments: [String], environment: [String: String], nonce: String, directory: String,
        workspace: String? = nil
    ) -> ShellLaunch? {
        let isWord = nonce.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: false
            }
        }
        guard !nonce.isEmpty, isWord, directory.hasPrefix("/"), !arguments.isEmpty else { return nil }
        var launch = ShellLaunch(
            files: [(nonceFile, Array("\(nonce)\n".utf8))], arguments: arguments, environment: environment)
        switch executable.split(separator: "/").last {
        case "bash": return launch.useBash(directory, workspace) ? launch : nil
        case "zsh": return launch.useZsh(directory, workspace) ? launch : nil
        case "fish": return launch.useFish(directory, workspace) ? launch : nil
        default: return nil
        }
    }

    /// 128 random bits.
    public static func makeNonce() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let digits = String(UInt32.random(in: .min ... .max, using: &random), radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// With `--init-file` bash reads ours in place of the user's own file, and the system's before. A login shell and one
    /// with `--norc` would read neither: those are started in POSIX mode, in which bash reads what ENV names and nothing
    /// else, and which the first lines of that take back.
    private mutating func useBash(_ directory: String, _ workspace: String?) -> Bool {
        guard let line = BashArguments(arguments), !isPOSIX else { return false }
        let script = "\(directory)/integration.bash"
        let settings = [
            "__web_terminal_directory=\(Self.quoted(directory))",
            "__web_terminal_startup=\(Self.quoted(line.startup))",
            workspace.map { "__web_terminal_workspace=\(Self.quoted($0))" }, "",
        ].compactMap(\.self)
        let contents = (line.readsInitFile ? [] : endOfPOSIXMode) + settings
        files.append(("integration.bash", contents.joined(separator: "\n").utf8 + PackageResources.integration_bash))
        arguments = [line.name] + (line.readsInitFile ? ["--init-file", script] : ["--posix"]) + line.rest
        // bash expands it as if it stood between double quotes.
        if !line.readsInitFile { environment["ENV"] = script.replacing(/[\\$`]/) { "\\\($0.output)" } }
        return true
    }

    /// Whether bash would read what ENV names in any case.
    private var isPOSIX: Bool {
        environment["POSIXLY_CORRECT"] != nil || environment["POSIX_PEDANTIC"] != nil
            || environment["SHELLOPTS"]?.split(separator: ":").contains("posix") == true
    }

    /// Takes POSIX mode back, and what bash does not take back with it.
    private var endOfPOSIXMode: [String] {
        [
            "builtin set +o posix", "builtin shopt -u inherit_errexit 2>/dev/null",
            environment["ENV"].map { "builtin export ENV=\(Self.quoted($0))" } ?? "builtin unset -v ENV",
            environment["HISTFILE"] == nil ? "HISTFILE=~/.bash_history" : nil,
            environment["MAILCHECK"] == nil ? "MAILCHECK=60" : nil,
        ].compactMap(\.self)
    }

    private mutating func useZsh(_ directory: String, _ workspace: String?) -> Bool {
        guard ShellOptions.zsh.keepShellInteractive(arguments) else { return false }
        let settings = workspace.map { "typeset -g +x __web_terminal_workspace=\(Self.quoted($0))\n" } ?? ""
        files.append((".zshenv", settings.utf8 + PackageResources.integration_zsh))
        environment[Self.userZDOTDIR] = environment["ZDOTDIR"]
        environment["ZDOTDIR"] = directory
        return true
    }

    private mutating func useFish(_ directory: String, _ workspace: String?) -> Bool {
        guard ShellOptions.fish.keepShellInteractive(arguments) else { return false }
        pastesTabs = false
        var settings = "set __web_terminal_directory \(Self.quoted(directory, isFish: true))\n"
        if let workspace {
            settings += "set --global --unexport __web_terminal_workspace \(Self.quoted(workspace, isFish: true))\n"
        }
        files.append(("integration.fish", settings.utf8 + PackageResources.integration_fish))
        let script = Self.quoted("\(directory)/integration.fish", isFish: true)
        arguments.insert(contentsOf: ["--init-command", "source \(script)"], at: 1)
        return true
    }

    /// `text` as one word of a shell.
    private static func quoted(_ text: String, isFish: Bool = false) -> String {
        var quoted = "'"
        for character in text.unicodeScalars {
            switch character {
            case "'": quoted += isFish ? "\\'" : "'\\''"
            case "\\" where isFish: quoted += "\\\\"
            default: quoted.unicodeScalars.append(character)
            }
        }
        return quoted + "'"
    }
}
