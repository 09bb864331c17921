import Glibc
import NIOCore
import Testing

@testable import WebTerminalServer

@Suite struct PageTests {
    @Test(
        arguments: [
            (nil, false), ("*", true), ("\"a\"", true), ("W/\"a\"", true), ("\"b\"", false), ("\"b\", \"a\"", true),
            ("\"b\" , W/\"a\"", true), ("a", false), ("", false), ("\"aa\"", false),
        ] as [(String?, Bool)])
    func whatTheClientHasIsNotSentAgain(header: String?, isMatch: Bool) {
        #expect(Conditional.matches(header, etag: "\"a\"") == isMatch)
    }

    @Test(
        arguments: [
            (nil, false), ("", false), ("gzip", true), ("deflate, GZIP;q=0.5, br", true), ("gzip;q=0", false),
            ("gzip; q=0.000", false), ("*", true), ("*;q=0", false), ("gzip;q=0, *", false), ("identity", false),
            ("br", false), ("gzip;q=junk", false), ("x-gzip", false),
        ] as [(String?, Bool)])
    func compressionIsForThoseWhoWantIt(header: String?, isAccepted: Bool) {
        #expect(Conditional.acceptsGzip(header) == isAccepted)
    }

    @Test func whatAFileIsFollowsFromItsName() {
        #expect(MediaType.of("a.b.JS") == "text/javascript; charset=utf-8")
        #expect(MediaType.of("index.html") == "text/html; charset=utf-8")
        #expect(MediaType.of("LICENSE") == "application/octet-stream")
        #expect(MediaType.of("a.") == "application/octet-stream")
    }

    @Test func theEmbeddedPageIsWhole() async throws {
        let index = try #require(await EmbeddedPage().file(at: "/"))
        #expect(index.contentType.hasPrefix("text/html"))
        #expect(index.etag.hasPrefix("\"") && index.etag.hasSuffix("\"") && index.etag.count > 2)
        #expect(index.identity().readableBytes > 0)
        #expect(await EmbeddedPage().file(at: "/none") == nil)
    }

    @Test func aDirectoryCanReplaceIt() async throws {
        try await TemporaryDirectory.with { directory in
            directory.write("root/index.html", "<p>hello")
            directory.write("root/js/page.js", "1")
            let page = try DirectoryPage(path: directory.path + "/root")
            let index = try #require(await page.file(at: "/"))
            #expect(index.contentType.hasPrefix("text/html"))
            #expect(String(buffer: index.identity()) == "<p>hello")
            #expect(await page.file(at: "/js/page.js")?.contentType.hasPrefix("text/javascript") == true)
            directory.write("root/index.html", "<p>hello again")
            #expect(await page.file(at: "/index.html")?.etag != index.etag)
        }
    }

    @Test func nothingOutsideOfTheDirectoryIsServed() async throws {
        try await TemporaryDirectory.with { directory in
            directory.write("secret.txt", "secret")
            directory.write("root/index.html", "x")
            directory.write("root/sub/file.txt", "x")
            directory.write("root/.env", "secret")
            directory.write("root/.git/config", "secret")
            directory.link("root/up", "..")
            directory.link("root/link.txt", "../secret.txt")
            directory.link("root/absolute.txt", directory.path + "/secret.txt")
            directory.link("root/inside.txt", "sub/file.txt")
            mkfifo(directory.path + "/root/pipe.txt", 0o600)
            let page = try DirectoryPage(path: directory.path + "/root")
            #expect(await page.file(at: "/sub/file.txt") != nil)
            for path in [
                "/../secret.txt", "/sub/../../secret.txt", "/up/secret.txt", "/link.txt", "/absolute.txt",
                "/inside.txt",
                "/.env", "/.git/config", "/pipe.txt", "/sub", "/sub/", "/none", "/sub/file.txt/x", "/index.html\0.js",
            ] {
                #expect(await page.file(at: path) == nil, "\(path)")
            }
        }
    }

    @Test func aDirectoryThatIsNoneIsSaid() async throws {
        #expect(throws: InvalidSetting.self) { try DirectoryPage(path: "/nonexistent/page") }
        #expect(throws: InvalidSetting.self) { try DirectoryPage(path: "/etc/passwd") }
    }
}

/// A directory that is gone after the test.
struct TemporaryDirectory: Sendable {
    let path: String

    static func with(_ body: (TemporaryDirectory) async throws -> Void) async throws {
        var template = Array("/tmp/web-terminal-page-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } != nil }
        try #require(made)
        let directory = TemporaryDirectory(path: template.withUnsafeBufferPointer { String(cString: Array($0)) })
        defer { directory.remove() }
        try await body(directory)
    }

    /// Writes a file, and makes the directories on the way to it.
    func write(_ name: String, _ text: String) {
        let parts = name.split(separator: "/")
        for count in 1..<max(parts.count, 1) { mkdir(path + "/" + parts.prefix(count).joined(separator: "/"), 0o700) }
        let file = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { close(file) }
        #expect(Glibc.write(file, text, text.utf8.count) == text.utf8.count)
    }

    func link(_ name: String, _ target: String) { #expect(symlink(target, path + "/" + name) == 0) }

    private func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        guard Glibc.remove(path) != 0, let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { remove(path + "/" + name) }
        }
        closedir(directory)
        Glibc.remove(path)
    }
}
