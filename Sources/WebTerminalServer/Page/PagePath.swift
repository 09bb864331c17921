/// Which file of the page a path names, and of which version: `/v/5d41402abc4b/main.js` is `/main.js` as it was in that
/// version. `index.html` names its files so, and so does every file of the page those that it needs: their addresses are
/// relative to its own. What an address with a version stands for never changes, so nobody has to ask for it twice.
struct PagePath: Equatable {
    /// nil: the file as it is now.
    var version: String?
    /// Begins with `/`.
    var file: String

    /// - Parameter path: decoded, from a `RequestTarget`.
    init(_ path: String) {
        let parts = path.split(separator: "/", maxSplits: 2)
        if parts.count == 3, parts[0] == "v" {
            version = String(parts[1])
            file = "/" + parts[2]
        } else {
            file = path
        }
    }
}
