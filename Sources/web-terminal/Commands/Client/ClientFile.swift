import Glibc
import TOMLKit

/// The file of a person's own settings: `client.toml` in the directory `web-terminal` of `XDG_CONFIG_HOME`, which is
/// `~/.config` by default.
struct ClientFile: Sendable {
    /// For messages.
    var name = ""
    var server: String?
    var token = ClientSettings.TokenSource.none
    var authorities: String?
    var detachKeys: String?

    static let keys = ["ca_certificate", "detach_keys", "server", "token", "token_file"]

    /// Where it is; nil: nobody is at home.
    static func path(_ environment: [String: String]) -> String? {
        func directory(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        return (directory("XDG_CONFIG_HOME") ?? directory("HOME").map { "\($0)/.config" })
            .map { "\($0)/web-terminal/client.toml" }
    }

    /// An empty one where there is none.
    ///
    /// - Throws: what is wrong with it. It says whom the token is sent to, so nobody else may be able to change it.
    static func read(_ path: String?) throws(CommandFailure) -> ClientFile {
        guard let path else { return ClientFile() }
        let bytes: [UInt8]
        let isPrivate: Bool
        do throws(FileError) {
            (bytes, isPrivate) = try ConfigurationFiles.readOwn(path)
        } catch {
            guard error.errno == ENOENT || error.errno == ENOTDIR else { throw CommandFailure(error.description) }
            return ClientFile()
        }
        let file = try ClientFile(
            text: String(decoding: bytes, as: UTF8.self), name: RawValue.escaped(path, limit: 200),
            directory: String(path.dropLast("/client.toml".count)))
        if case .text = file.token, !isPrivate {
            throw CommandFailure("\(file.name) holds a token and is open to all users: chmod 600")
        }
        return file
    }

    private init() {}

    /// - Parameter directory: where relative paths start.
    init(text: String, name: String, directory: String) throws(CommandFailure) {
        self.name = name
        guard !text.unicodeScalars.contains("\0"), let table = try? TOMLTable(string: text) else {
            throw CommandFailure("\(name) cannot be read as TOML")
        }
        for key in table.keys.sorted() {
            guard Self.keys.contains(key) else {
                let meant = Suggestion.nearest(to: key, among: Self.keys).map { "; did you mean \($0)?" } ?? ""
                throw CommandFailure("\(name): \(RawValue.escaped(key)) is not a setting\(meant)")
            }
            guard let value = table[key]?.string, !value.isEmpty else {
                throw CommandFailure("\(name): \(key) must be a text in quotes")
            }
            func path() -> String { value.hasPrefix("/") ? value : "\(directory)/\(value)" }
            switch key {
            case "server": server = value
            case "ca_certificate": authorities = path()
            case "detach_keys": detachKeys = value
            case "token":
                guard token == .none else { throw CommandFailure("\(name): token and token_file are both set") }
                token = .text(value)
            default:
                guard token == .none else { throw CommandFailure("\(name): token and token_file are both set") }
                token = .file(path())
            }
        }
    }
}
