/// What every answer carries, errors included, so that a browser gives the page and what is served beside it no
/// right that it does not need.
enum SecurityHeaders {
    static let all: [(name: String, value: String)] = [
        (contentSecurityPolicyName, contentSecurityPolicy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", permissionsPolicy),
    ]

    static let contentSecurityPolicyName = "Content-Security-Policy"
    /// For what people have put there: whatever it is, it has no right to anything here.
    static let filePolicy = "sandbox; default-src 'none'"

    static let contentSecurityPolicy = contentSecurityPolicy(tokensFrom: nil)

    /// xterm.js writes style elements, its image support is WebAssembly, and 'self' covers `ws:` and `wss:` to the
    /// page's own origin. Nothing in the page makes markup or code of a text, so browsers may refuse all of that.
    ///
    /// - Parameter origin: another one that the page fetches its tokens from; nil: there is none.
    static func contentSecurityPolicy(tokensFrom origin: String?) -> String {
        [
            "default-src 'self'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "connect-src 'self'\(origin.map { " \($0)" } ?? "")",
            "frame-ancestors 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "object-src 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ].joined(separator: "; ")
    }

    /// A terminal copies and pastes, and can fill the screen.
    private static let permissionsPolicy = [
        "camera=()", "display-capture=()", "geolocation=()", "microphone=()", "midi=()", "payment=()", "serial=()",
        "usb=()", "clipboard-read=(self)", "clipboard-write=(self)", "fullscreen=(self)",
    ].joined(separator: ", ")
}
