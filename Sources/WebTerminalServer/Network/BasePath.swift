internal import TerminalProtocol

/// The path that everything is served below, for a server that shares its name with others behind a proxy.
///
/// The proxy hands paths on as they are. What does not begin with the base path is not ours, except for the probes:
/// who asks for those comes past the proxy, and should not have to know about it.
struct BasePath: Equatable, Sendable {
    /// `/terminal`; empty for the root.
    let path: String

    /// The root.
    init() { path = "" }

    /// - Parameter text: as configured; a slash at its end makes no difference.
    init(_ text: String) throws(InvalidSetting) {
        path = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard !path.isEmpty else { return }
        // What needs no percent-encoding is written in one way only.
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.first == "",
            segments.dropFirst().allSatisfy({ segment in
                !segment.isEmpty && segment != "." && segment != ".." && segment.utf8.allSatisfy(Self.isUnreserved)
            })
        else {
            throw InvalidSetting(
                key: "server.base_path",
                message: "\"\(text)\" is not a path such as /terminal, of letters, digits, and - . _ ~")
        }
    }

    /// - Parameter target: the request target as it stands in the request line.
    /// - Returns: the target as if there were no base path.
    /// - Throws: a redirect for the base path without a slash behind it, because the page's own links are relative;
    ///   404 for what is not below it.
    func strip(_ target: String) throws(ErrorResponse) -> String {
        guard !path.isEmpty else { return target }
        let query = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        guard target.hasPrefix(path) else {
            if Self.probes.contains(String(target[..<query])) { return target }
            throw .notFound
        }
        let rest = target.dropFirst(path.count)
        if rest.first == "/" { return String(rest) }
        guard rest.isEmpty || rest.first == "?" else { throw .notFound }
        throw ErrorResponse(
            status: 308, .notFound, "The page is at \(path)/.", headers: [("Location", path + "/" + rest)])
    }

    /// The target without the base path, as far as it begins with that.
    func below(_ target: String) -> String {
        target.hasPrefix(path + "/") ? String(target.dropFirst(path.count)) : target
    }

    private static let probes: Set = ["/health", "/ready"]

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        HeaderText.isTokenByte(byte) && !"!#$%&'*+^`|".utf8.contains(byte)
    }
}
