/// Which options of a shell take a value, and which say that it does not serve a person at a prompt, or reads no files.
///
/// Long names are compared as zsh has them: whatever their case, without hyphens and underscores.
struct ShellOptions {
    /// Letters and long names that take the next argument, where they have no value of their own.
    var withValue: Set<String>
    /// Those of them whose value is a long name.
    var withName: Set<String> = []
    /// Letters and long names with which there is no prompt for anybody, or with which the shell reads nothing of ours.
    var refused: Set<String>

    static let zsh = ShellOptions(
        withValue: ["o", "emulate"], withName: ["o"],
        refused: [
            "c", "f", "n", "s", "r", "t", "b", "p", "norcs", "noexec", "shinstdin", "restricted", "singlecommand",
            "privileged", "nointeractive", "emulate", "version", "help",
        ])

    static let fish = ShellOptions(
        withValue: [
            "C", "initcommand", "d", "debug", "o", "debugoutput", "D", "debugstackframes", "f", "features", "profile",
            "p", "profilestartup",
        ],
        refused: [
            "c", "command", "n", "noexecute", "v", "version", "h", "help", "printrusageself", "printdebugcategories",
        ])

    /// False when a script or a command is to be run, or the shell would not read our files. `arguments`: the whole `argv`.
    func keepShellInteractive(_ arguments: [String]) -> Bool {
        var index = 1
        while index < arguments.count {
            let argument = arguments[index]
            index += 1
            if argument.hasPrefix("--"), argument.utf8.count > 2 {
                let name = argument.dropFirst(2).split(separator: "=", maxSplits: 1)
                let option = Self.plain(name.first ?? "")
                if refused.contains(option) { return false }
                if withValue.contains(option), name.count == 1, !argument.contains("=") { index += 1 }
            } else if argument.hasPrefix("-"), argument.utf8.count > 1, argument != "--" {
                var letters = argument.dropFirst()
                while let letter = letters.first {
                    letters = letters.dropFirst()
                    if refused.contains(String(letter)) { return false }
                    guard withValue.contains(String(letter)) else { continue }
                    var value = letters
                    if value.isEmpty {
                        guard index < arguments.count else { return false }
                        value = arguments[index][...]
                        index += 1
                    }
                    if withName.contains(String(letter)), refused.contains(Self.plain(value)) { return false }
                    break
                }
            } else if argument.hasPrefix("+") {
                // zsh: an option that is taken back; `+o rcs` would keep it from reading anything.
                if argument.contains("o") || argument.contains("i") { return false }
            } else {
                // The name of a script, or `--` or `-` and then perhaps one.
                return argument == "--" && index == arguments.count
            }
        }
        return true
    }

    private static func plain(_ name: Substring) -> String {
        name.lowercased().filter { $0 != "-" && $0 != "_" }
    }
}
