internal import Glibc

/// Builds the whole environment of a terminal's process from an allow list: what the server itself was started with
/// may hold secrets, and none of it is passed on but a few names that every shell needs.
public enum ChildEnvironment {
    /// Whose shell it is.
    public struct Account: Sendable, Hashable {
        public var name: String
        /// Absolute path.
        public var home: String
        /// Absolute path.
        public var shell: String

        public init(name: String, home: String, shell: String) {
            self.name = name
            self.home = home
            self.shell = shell
        }
    }

    /// A variable that cannot be passed on.
    public struct InvalidVariable: Error, Sendable, Hashable, CustomStringConvertible {
        /// What is wrong, naming the variable but never its value.
        public var description: String
    }

    /// All names and values with their separators take at most this many bytes. The kernel takes no single string
    /// above 128 KiB.
    public static let maximumBytes = 128 * 1024
    /// A name takes at most this many bytes.
    public static let maximumNameBytes = 256
    /// Names that begin so are the server's own.
    public static let ownPrefix = "WEB_TERMINAL_"
    /// Those of them that a process sees.
    public static let sessionIDName = "WEB_TERMINAL_SESSION_ID"
    public static let workspaceName = "WEB_TERMINAL_WORKSPACE"

    /// By these a program runs code of somebody's choice before its own: the dynamic loader's, of which glibc takes the same
    /// away from programs of other users (`unsecvars.h`), and bash's. `session.shell` may be a program that opens a
    /// sandbox, and it runs outside of it; so nobody may ask for these. In a shell anybody may set them.
    static let loaderPrefix = "LD_"
    static let loaderNames: Set = [
        "BASHOPTS", "BASH_ENV", "GCONV_PATH", "GETCONF_DIR", "GLIBC_TUNABLES", "LOCPATH", "MALLOC_TRACE", "NLSPATH",
        "SHELLOPTS",
    ]

    /// What a shell finds when the server was started without it.
    private static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    private static let defaultLanguage = "C.UTF-8"
    /// What is taken over from the server's environment.
    private static let inheritedNames = ["LANG", "PATH"]

    /// The environment of one process.
    ///
    /// - Parameters:
    ///   - inherited: the server's environment; only LANG and PATH are taken.
    ///   - configured: variables of the operator, which override those.
    ///   - requested: variables of the person who asked, which override both.
    ///   - workspace: the directory of the session's files; nil: there is none.
    /// - Throws: `InvalidVariable` for a name or value in `configured` or `requested` that cannot be passed on, for
    ///   one of the server's own names, for one of the loader's in `requested`, or when it is too much in all.
    public static func make(
        inherited: [String: String], account: Account, sessionID: String, workspace: String? = nil,
        configured: [String: String] = [:], requested: [String: String] = [:]
    ) throws(InvalidVariable) -> [String: String] {
        var environment = [
            "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": defaultLanguage, "PATH": defaultPath,
            "HOME": account.home, "SHELL": account.shell, "USER": account.name, "LOGNAME": account.name,
        ]
        for name in inheritedNames {
            if let value = inherited[name], !value.isEmpty, !value.utf8.contains(0) { environment[name] = value }
        }
        for (name, value) in configured { environment[name] = try checked(name, value) }
        for (name, value) in requested {
            let value = try checked(name, value)
            guard !loaderNames.contains(name), !name.hasPrefix(loaderPrefix) else {
                throw InvalidVariable(
                    description: "the environment variable \(name) decides what programs load: set it in the shell")
            }
            environment[name] = value
        }
        environment[sessionIDName] = sessionID
        environment[workspaceName] = workspace
        let bytes = environment.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 2 }
        guard bytes <= maximumBytes else {
            throw InvalidVariable(
                description: "the environment takes \(bytes) bytes; at most \(maximumBytes) are allowed")
        }
        return environment
    }

    /// True for names that every shell can use: letters, digits and underscores, no digit first.
    public static func isValidName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= maximumNameBytes else { return false }
        return !isDigit(first) && name.utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "_") }
    }

    private static func checked(_ name: String, _ value: String) throws(InvalidVariable) -> String {
        guard isValidName(name) else {
            // Only so much of a name that may be anything; its control characters must not reach a log or a terminal.
            let shown = String(name.prefix(32)).debugDescription
            throw InvalidVariable(description: "\(shown) is not the name of an environment variable")
        }
        guard !name.hasPrefix(ownPrefix) else {
            throw InvalidVariable(description: "the environment variable \(name) is the server's own")
        }
        guard !value.utf8.contains(0) else {
            throw InvalidVariable(description: "the value of the environment variable \(name) contains a NUL")
        }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isLetter(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
    }
}

extension ChildEnvironment.Account {
    /// The account that the server runs under, by the user database; HOME and SHELL of `environment` go first. An
    /// account that is not in the database, as in many containers, has its number for a name.
    public static func current(environment: [String: String]) -> ChildEnvironment.Account {
        let stored = passwordEntry(of: getuid())
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let shell = environment["SHELL"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return ChildEnvironment.Account(
            name: stored?.name ?? "\(getuid())", home: home ?? stored?.home ?? "/",
            shell: shell ?? stored?.shell ?? "/bin/sh")
    }

    private static func passwordEntry(of user: uid_t) -> ChildEnvironment.Account? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16 * 1024) { buffer in
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            guard let storage = buffer.baseAddress,
                getpwuid_r(user, &entry, storage, buffer.count, &found) == 0, found != nil,
                let name = entry.pw_name, let home = entry.pw_dir, let shell = entry.pw_shell
            else { return nil }
            let path = String(cString: shell)
            return ChildEnvironment.Account(
                name: String(cString: name), home: String(cString: home), shell: path.isEmpty ? "/bin/sh" : path)
        }
    }
}
