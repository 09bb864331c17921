/// What a file is, by its name.
enum MediaType {
    static func of(_ name: String) -> String {
        let suffix = name.split(separator: ".", omittingEmptySubsequences: false).last.map { $0.lowercased() }
        return suffix.flatMap { table[$0] } ?? "application/octet-stream"
    }

    private static let table = [
        "html": "text/html; charset=utf-8",
        "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "mjs": "text/javascript; charset=utf-8",
        "json": "application/json",
        "map": "application/json",
        "webmanifest": "application/manifest+json",
        "txt": "text/plain; charset=utf-8",
        "svg": "image/svg+xml",
        "png": "image/png",
        "ico": "image/vnd.microsoft.icon",
        "woff2": "font/woff2",
        "wasm": "application/wasm",
    ]
}
