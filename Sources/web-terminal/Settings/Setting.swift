import LineOutput
import WebTerminalServer

/// One setting: its name, what it may be, and where it goes. The table of all of them drives the reading of files,
/// environment and flags, the error messages and the sample configuration.
struct Setting: Sendable {
    /// Section and key, as in `session.timeout_seconds`.
    let path: String
    let kind: Kind
    /// A sentence or two for config.toml, with units.
    let documentation: String
    /// A value to show in config.toml when the default is none at all.
    let example: String?

    init(_ path: String, _ kind: Kind, example: String? = nil, _ documentation: String) {
        self.path = path
        self.kind = kind
        self.documentation = documentation
        self.example = example
    }

    /// A place in `Settings`.
    typealias Place<Value> = any WritableKeyPath<Settings, Value> & Sendable

    /// What a setting may be, and the place in `Settings` that it goes to.
    enum Kind: Sendable {
        case flag(Place<Bool>)
        case integer(Place<Int>, ClosedRange<Int>)
        /// A number of bytes, written as a number or with a unit.
        case bytes(Place<Int>, ClosedRange<Int>)
        case text(Place<String>, TextRule)
        /// A text that may be left out.
        case optionalText(Place<String?>, TextRule)
        case list(Place<[String]>, TextRule)
        /// Names and values of environment variables.
        case variables(Place<[String: String]>)
        case secret
        case secretFile
        case namedSecrets
    }

    /// The table it stands in: `session`, or `server.tls`.
    var section: String { String(path[..<lastDot]) }
    var key: String { String(path[lastDot...].dropFirst()) }

    private var lastDot: String.Index { path.lastIndex(of: ".") ?? path.startIndex }

    /// `WEB_TERMINAL_` and the path. Server and security are left out: `WEB_TERMINAL_PORT`, `WEB_TERMINAL_JWT_SECRET`.
    var environmentName: String {
        var words = path.split(separator: ".")
        if words.first == "server" || words.first == "security" { words.removeFirst() }
        return "WEB_TERMINAL_" + words.joined(separator: "_").uppercased()
    }

    /// False for what is too large or too deep for one variable or flag.
    var fitsOneLine: Bool {
        if case .namedSecrets = kind { false } else { true }
    }

    /// Nothing of a value of this kind may be shown.
    var isSecret: Bool {
        switch kind {
        case .secret, .namedSecrets: true
        default: false
        }
    }
}

/// What a text has to be like.
enum TextRule: Sendable {
    /// Anything printable but the empty text.
    case printable
    /// Anything without a zero byte, which no argument of a program can have. It may be empty.
    case argument
    /// One of these.
    case choice([String])
    /// A path; one that does not begin with `/` starts at the directory of the file it stands in.
    case path
    /// A path that begins with `/`.
    case absolutePath
    /// Where lines go, as `LineDestination` has it.
    case destination
    /// Where tokens are, as `TokenURL` has it.
    case tokenURL

    /// What is wrong with `text`, as the end of a sentence that begins with the setting's name, or nil.
    func complaint(about text: String) -> String? {
        switch self {
        case .printable:
            text.isEmpty || text.unicodeScalars.contains(where: \.properties.generalCategory.isInvisible)
                ? "must be a text of printable characters, not \(RawValue.quoted(text))" : nil
        case .argument:
            text.unicodeScalars.contains("\0") ? "must not contain a zero byte" : nil
        case .choice(let choices):
            choices.contains(text) ? nil : "must be \(choices.orList), not \(RawValue.quoted(text))"
        case .path:
            text.isEmpty || text.unicodeScalars.contains("\0")
                ? "must be a path, not \(RawValue.quoted(text))" : nil
        case .destination:
            LineDestination(text) == nil
                ? "must be \(LineDestination.forms), not \(RawValue.quoted(text))" : nil
        case .tokenURL:
            TokenURL(text) == nil ? "must be \(TokenURL.forms), not \(RawValue.quoted(text))" : nil
        case .absolutePath:
            !text.hasPrefix("/") || text.unicodeScalars.contains("\0")
                ? "must be an absolute path, beginning with /, not \(RawValue.quoted(text))" : nil
        }
    }
}

extension [String] {
    /// `"a", "b" or "c"`
    var orList: String {
        let quoted = map { "\"\($0)\"" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.joined() }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }
}
