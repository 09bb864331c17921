import Testing

@testable import WebTerminalServer

@Suite struct HTTPRequestTargetTests {
    @Test(arguments: [
        ("/", "/"), ("/health", "/health"), ("/a%20b/c", "/a b/c"), ("/%C3%A4", "/ä"), ("/a.b/..c/...", "/a.b/..c/..."),
        ("/a?b=/../", "/a"), ("/%25%32%66", "/%2f"), ("/a;b=c,d@e:f!$&'()*+=", "/a;b=c,d@e:f!$&'()*+="),
    ])
    func thePathIsDecodedOnce(text: String, path: String) throws {
        #expect(try RequestTarget(text).path == path)
    }

    @Test(arguments: [
        "", "health", "*", "http://evil.test/health", "127.0.0.1:22", "/a b", "/\u{FF}", "/a#b", "/a\u{0}", "/a\tb",
        "//", "//etc/passwd", "/static//etc", "/index.html/", "/..", "/../etc", "/a/..", "/a/./b", "/.%2e/etc",
        "/%2e%2e/etc", "/..%2fetc", "/%2Fetc", "/..%5cetc", "/a\\b", "/%00", "/%0a", "/%7f", "/%", "/%z", "/%zz", "/%2",
        "/%ff", "/%c0%ae", "/%c0%af", "/%ed%a0%80", "/a?b=%00", "/a?%zz", "/a?b=%ff",
    ])
    func tricksAreRefused(text: String) {
        #expect(throws: ErrorResponse.self) { try RequestTarget(text) }
    }

    @Test func theQueryIsDecoded() throws {
        let target = try RequestTarget("/a?limit=5&name=a+b%26c&empty=&flag&&x=1=2?")
        #expect(target.query.map(\.name) == ["limit", "name", "empty", "flag", "x"])
        #expect(target.query.map(\.value) == ["5", "a b&c", "", "", "1=2?"])
        #expect(target.first("name") == "a b&c")
        #expect(target.first("none") == nil)
    }

    /// Whatever the bytes are, a target that is accepted cannot leave the directory that it is looked up in.
    @Test func noTargetEscapes() {
        var generator = SystemRandomNumberGenerator()
        let pieces = ["/", ".", "..", "%2e", "%2f", "%5c", "%00", "a", "%", "\\", "?", "#", "%C3%A4", " ", "//", "%25"]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...8, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }.joined()
            guard let path = try? RequestTarget(text).path else { continue }
            let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            #expect(path.hasPrefix("/") && !segments.contains("..") && !segments.contains("."), "\(text)")
            #expect(!path.contains("\\") && !path.contains("\0") && (path == "/" || !segments.contains("")), "\(text)")
        }
    }
}
