import Glibc
import NIOCore
import TestKit
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

    @Test(
        arguments: [
            ("/v/5d41/main.js", "5d41", "/main.js"), ("/v/5d41/app/v/x.js", "5d41", "/app/v/x.js"),
            ("/v/5d41", nil, "/v/5d41"), ("/v", nil, "/v"), ("/", nil, "/"), ("/vendor/x.js", nil, "/vendor/x.js"),
        ] as [(String, String?, String)])
    func aPathMayNameAVersion(path: String, version: String?, file: String) {
        #expect(PagePath(path).version == version && PagePath(path).file == file)
    }

    @Test func theEmbeddedPageIsWhole() async throws {
        let index = try #require(await EmbeddedPage().file(at: "/"))
        #expect(index.contentType.hasPrefix("text/html"))
        #expect(index.etag.hasPrefix("\"") && index.etag.hasSuffix("\"") && index.etag.count > 2)
        #expect(index.identity().readableBytes > 0)
        #expect(await EmbeddedPage().file(at: "/none") == nil)
    }

    @Test func aDirectoryCanReplaceIt() async throws {
        let directory = TestDirectory()
        defer { withExtendedLifetime(directory) {} }
        try directory.write(Array("<p>hello".utf8), to: "root/index.html")
        try directory.write(Array("1".utf8), to: "root/js/page.js")
        let page = try DirectoryPage(path: directory.path("root"))
        let index = try #require(await page.file(at: "/"))
        #expect(index.contentType.hasPrefix("text/html"))
        #expect(String(buffer: index.identity()) == "<p>hello")
        #expect(await page.file(at: "/js/page.js")?.contentType.hasPrefix("text/javascript") == true)
        try directory.write(Array("<p>hello again".utf8), to: "root/index.html")
        #expect(await page.file(at: "/index.html")?.etag != index.etag)
    }

    @Test func nothingOutsideOfTheDirectoryIsServed() async throws {
        let directory = TestDirectory()
        defer { withExtendedLifetime(directory) {} }
        try directory.write(Array("secret".utf8), to: "secret.txt")
        try directory.write(Array("x".utf8), to: "root/index.html")
        try directory.write(Array("x".utf8), to: "root/sub/file.txt")
        try directory.write(Array("secret".utf8), to: "root/.env")
        try directory.write(Array("secret".utf8), to: "root/.git/config")
        #expect(symlink("..", directory.path("root/up")) == 0)
        #expect(symlink("../secret.txt", directory.path("root/link.txt")) == 0)
        #expect(symlink(directory.path("secret.txt"), directory.path("root/absolute.txt")) == 0)
        #expect(symlink("sub/file.txt", directory.path("root/inside.txt")) == 0)
        mkfifo(directory.path("root/pipe.txt"), 0o600)
        let page = try DirectoryPage(path: directory.path("root"))
        #expect(await page.file(at: "/sub/file.txt") != nil)
        for path in [
            "/../secret.txt", "/sub/../../secret.txt", "/up/secret.txt", "/link.txt", "/absolute.txt",
            "/inside.txt",
            "/.env", "/.git/config", "/pipe.txt", "/sub", "/sub/", "/none", "/sub/file.txt/x", "/index.html\0.js",
        ] {
            #expect(await page.file(at: path) == nil, "\(path)")
        }
    }

    @Test func aDirectoryThatIsNoneIsSaid() async throws {
        #expect(throws: InvalidSetting.self) { try DirectoryPage(path: "/nonexistent/page") }
        #expect(throws: InvalidSetting.self) { try DirectoryPage(path: "/etc/passwd") }
    }
}
