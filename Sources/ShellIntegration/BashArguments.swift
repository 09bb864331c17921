/// The arguments of a bash that is to serve a person at a prompt, taken apart.
struct BashArguments {
    /// `argv[0]`.
    var name: String
    /// What it would have read at its start: `bashrc`, `login`, `none`, or `file:` and a path.
    var startup: String
    /// What is left for it: nothing that says which files to read.
    var rest: [String]

    /// Whether it would read an `--init-file`.
    var readsInitFile: Bool { startup != "login" && startup != "none" }

    /// Nil when a script or a command is to be run, or for a bash that must not be touched: a restricted or a POSIX one.
    init?(_ arguments: [String]) {
        guard let name = arguments.first else { return nil }
        var isLogin = name.hasPrefix("-")
        var readsFiles = true
        var readsProfile = true
        var file: String?
        var rest: [String] = []
        var index = 1
        while index < arguments.count {
            let argument = arguments[index]
            index += 1
            switch argument {
            case "--login": isLogin = true
            case "--norc": readsFiles = false
            case "--noprofile": readsProfile = false
            case "--rcfile", "--init-file":
                guard index < arguments.count else { return nil }
                file = arguments[index]
                index += 1
            case "--noediting", "--verbose", "--debugger": rest.append(argument)
            case "--", "-":
                guard index == arguments.count else { return nil }
            default:
                guard let sign = argument.first, sign == "-" || sign == "+", !argument.hasPrefix("--") else {
                    return nil
                }
                var letters = argument.dropFirst()
                guard !letters.isEmpty, !letters.contains(where: { "crspnDt".contains($0) }) else { return nil }
                if sign == "-", letters.contains("l") {
                    isLogin = true
                    letters.removeAll { $0 == "l" }
                }
                if !letters.isEmpty { rest.append("\(sign)\(letters)") }
                // Each of these takes the next argument.
                for _ in letters.filter({ $0 == "o" || $0 == "O" }) {
                    guard index < arguments.count, arguments[index] != "posix" else { return nil }
                    rest.append(arguments[index])
                    index += 1
                }
            }
        }
        self.name = name
        // What has more than one letter has to come first.
        self.rest = (isLogin ? ["--login"] : []) + rest
        if isLogin {
            startup = readsProfile ? "login" : "none"
        } else {
            startup = readsFiles ? file.map { "file:\($0)" } ?? "bashrc" : "none"
        }
    }
}
