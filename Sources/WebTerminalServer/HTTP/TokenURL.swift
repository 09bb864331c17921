/// Where a page fetches a fresh token when its own comes to an end: an address of http or https, or a path on the page's
/// own host.
public struct TokenURL: Sendable, Equatable {
    /// As it was written, and as pages are told.
    let text: String
    /// Scheme, host and port as a source of a Content-Security-Policy, in which 'self' does not cover them; nil for a path.
    let origin: String?

    /// For error messages: what `init` takes.
    public static let forms =
        "a path that begins with /, or an address of http or https, with a name or an IPv4 address"

    /// Nil unless every browser takes `text` for what it looks like here: of printable ASCII, without a backslash, which
    /// they read as a slash, and without user, password and fragment. A policy can name no IPv6 address.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy(Self.isPlain) else { return nil }
        self.text = text
        guard !text.hasPrefix("/") else {
            // Two slashes begin a host.
            guard !text.hasPrefix("//") else { return nil }
            origin = nil
            return
        }
        guard let scheme = ["https://", "http://"].first(where: text.lowercased().hasPrefix) else { return nil }
        let authority = text.dropFirst(scheme.utf8.count).prefix { $0 != "/" && $0 != "?" }
        guard !authority.hasPrefix("["), let authority = Authority(String(authority)) else { return nil }
        origin = scheme + authority.host + (authority.port.map { ":\($0)" } ?? "")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\\#\"<>`{}|^".utf8.contains(byte)
    }
}

extension Configuration.Security {
    /// Nil: none is set.
    var checkedTokenURL: TokenURL? {
        get throws(InvalidSetting) {
            guard let text = tokenURL else { return nil }
            guard let url = TokenURL(text) else {
                throw InvalidSetting(key: "security.token_url", message: "\"\(text)\" is not \(TokenURL.forms)")
            }
            return url
        }
    }
}
