import Glibc
import TerminalClient

/// Where the server is and who asks, for the commands that talk to one.
struct ClientSettings: Sendable {
    var address = Self.defaultAddress
    var trust = TLSTrust.system
    var token = TokenSource.none
    var detachKeys = DetachKeys.default

    /// Where a server listens that nobody has told anything else.
    static let defaultAddress = ServerAddress(.tcp(host: "127.0.0.1", port: 8080))

    /// Variables, besides the file's and the flags' names for the same things.
    static let serverVariable = "WEB_TERMINAL_SERVER"
    static let tokenVariable = "WEB_TERMINAL_TOKEN"
    static let tokenFileVariable = "WEB_TERMINAL_TOKEN_FILE"
    static let authoritiesVariable = "WEB_TERMINAL_CA_CERTIFICATE"

    /// Where the token is.
    enum TokenSource: Sendable, Equatable {
        case none
        /// The token itself.
        case text(String)
        /// The path of a file that holds it, which is read anew whenever it is needed.
        case file(String)
    }

    /// Flags over environment over file over defaults.
    ///
    /// - Parameters:
    ///   - flags: what was given on the command line.
    ///   - file: what the client's file says.
    /// - Throws: what is wrong, with the name of the place it stands in.
    init(flags: Flags, environment: [String: String], file: ClientFile) throws(CommandFailure) {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        // What may be sent to the server of the file is not sent to another one.
        var fileToken = file.token
        if let (text, origin) = first(
            (flags.server, "--server"), (variable(Self.serverVariable), Self.serverVariable),
            (file.server, "\(file.name): server"))
        {
            guard let given = ServerAddress(text) else {
                throw CommandFailure(
                    "\(origin) must be like https://terminal.example.org, http://127.0.0.1:8080 or "
                        + "unix:/run/web-terminal/socket, not \(RawValue.quoted(text))")
            }
            address = given
            if let own = file.server, ServerAddress(own) != given { fileToken = .none }
        }
        if let path = flags.tokenFile {
            token = .file(path)
        } else if let text = variable(Self.tokenVariable) {
            token = .text(text)
        } else if let path = variable(Self.tokenFileVariable) {
            token = .file(path)
        } else {
            token = fileToken
        }
        if let path = flags.authorities ?? variable(Self.authoritiesVariable) ?? file.authorities {
            trust = .authorities(file: path)
        }
        if let text = flags.detachKeys ?? file.detachKeys {
            guard let keys = DetachKeys(text) else {
                let origin = flags.detachKeys == nil ? "\(file.name): detach_keys" : "--detach-keys"
                throw CommandFailure(
                    "\(origin) must be like ctrl-], \"ctrl-p,ctrl-q\" or none, not \(RawValue.quoted(text))")
            }
            detachKeys = keys
        }
    }

    /// What flags say.
    struct Flags {
        var server: String?
        var tokenFile: String?
        var authorities: String?
        var detachKeys: String?
    }
}

/// The first of the texts that is there, with what its place is called.
private func first(_ candidates: (String?, String)...) -> (text: String, origin: String)? {
    for case (let text?, let origin) in candidates { return (text, origin) }
    return nil
}

extension ClientSettings.TokenSource {
    /// The longest token that a server takes, in bytes.
    private static let maximumTokenBytes = 8192

    /// The token now; nil: there is none.
    ///
    /// - Throws: exit code 2, when a file cannot be used or what is in it is no token. Nothing of the token is shown.
    func read() throws(CommandFailure) -> String? {
        switch self {
        case .none: return nil
        case .text(let text): return try Self.checked(text, ClientSettings.tokenVariable)
        case .file(let path):
            let bytes: [UInt8]
            do throws(FileError) {
                bytes = try ConfigurationFiles.readPrivate(path)
            } catch {
                throw CommandFailure(error.description)
            }
            return try Self.checked(String(decoding: bytes, as: UTF8.self), RawValue.escaped(path, limit: 200))
        }
    }

    /// It becomes a line of a request.
    private static func checked(_ text: String, _ origin: String) throws(CommandFailure) -> String {
        // What editors and `echo` leave at the end is no part of it.
        let token =
            text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline).first.map(String.init) ?? ""
        guard text.split(whereSeparator: \.isNewline).count <= 1, (1...maximumTokenBytes).contains(token.utf8.count),
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw CommandFailure("\(origin) holds no token") }
        return token
    }
}
