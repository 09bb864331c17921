import CPseudoTerminal
import Glibc

/// What the process was started with, taken and put in order once, before anything else happens.
struct LaunchEnvironment: Sendable {
    /// The variables that set something. The secret is in here and no longer where the process got it from.
    let variables: [String: String]
    /// What a shell may take over, see `ChildEnvironment`.
    let shell: [String: String]
    /// How to reach the manager of services that started this process.
    let serviceManager: [String: String]
    /// Where the files of whoever started the process are.
    let home: [String: String]
    /// `TMPDIR`, if that is an absolute path.
    let temporaryDirectory: String?
    private static let shellNames: Set<String> = ["HOME", "LANG", "PATH"]
    private static let homeNames: Set<String> = ["HOME", "XDG_CONFIG_HOME"]

    /// The first use does the work; `main` is the first user.
    static let shared = LaunchEnvironment()

    private init() {
        openStandardDescriptors()
        // A reader that went away is for the writer to notice, not for the process to die of.
        signal(SIGPIPE, SIG_IGN)
        // Linux refuses this to nobody; where a sandbox does, the secret below is gone from the environment anyway.
        _ = cpty_forbid_inspection()
        let secretName = "WEB_TERMINAL_JWT_SECRET"
        let secret = cpty_take_environment_variable(secretName)
        var variables: [String: String] = [:]
        var shell: [String: String] = [:]
        var serviceManager: [String: String] = [:]
        var home: [String: String] = [:]
        var temporaryDirectory: String?
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text)
            let name = String(pair.prefix { $0 != "=" })
            let value = String(pair.dropFirst(name.count + 1))
            if name.hasPrefix("WEB_TERMINAL_") { variables[name] = value }
            if Self.shellNames.contains(name) { shell[name] = value }
            if name == "TMPDIR", value.hasPrefix("/") { temporaryDirectory = value }
            if Self.homeNames.contains(name) { home[name] = value }
            if ServiceManager.variableNames.contains(name) { serviceManager[name] = value }
            entry += 1
        }
        if let secret {
            variables[secretName] = String(cString: secret)
            cpty_release_secret(secret)
        }
        self.variables = variables
        self.shell = shell
        self.serviceManager = serviceManager
        self.home = home
        self.temporaryDirectory = temporaryDirectory
    }
}

/// Without this the first socket could become descriptor 1, and what is printed would go to a client.
private func openStandardDescriptors() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 { _ = open("/dev/null", O_RDWR) }
}
