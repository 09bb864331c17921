import Testing

@testable import WebTerminalServer

@Suite struct BasePathTests {
    @Test(arguments: ["", "/"])
    func theRootChangesNothing(text: String) throws {
        let base = try BasePath(text)
        for target in ["/", "/ws", "/terminal", "*", "http://a/"] { #expect(try base.strip(target) == target) }
    }

    @Test(arguments: ["/terminal", "/terminal/"])
    func theBasePathIsTakenAway(text: String) throws {
        let base = try BasePath(text)
        #expect(try base.strip("/terminal/") == "/")
        #expect(try base.strip("/terminal/?a=b") == "/?a=b")
        #expect(try base.strip("/terminal/api/v1/sessions?limit=1") == "/api/v1/sessions?limit=1")
        #expect(try base.strip("/terminal/terminal/ws") == "/terminal/ws")
    }

    @Test func probesAreAtTheRootAsWell() throws {
        let base = try BasePath("/a/b")
        for target in ["/health", "/ready", "/health?x=1"] { #expect(try base.strip(target) == target) }
        #expect(try base.strip("/a/b/health") == "/health")
    }

    @Test(arguments: [
        "/", "/ws", "/terminalx", "/terminalx/ws", "/Terminal/ws", "/%74erminal/ws", "/api/v1/health", "/healthy",
        "/ter", "//terminal/ws", "terminal/ws",
    ])
    func nothingElseIsServed(target: String) throws {
        let base = try BasePath("/terminal")
        let error = #expect(throws: ErrorResponse.self) { try base.strip(target) }
        #expect(error?.status == 404)
    }

    @Test func withoutItsSlashItIsSomewhereElse() throws {
        let base = try BasePath("/a/terminal")
        for (target, place) in [("/a/terminal", "/a/terminal/"), ("/a/terminal?x=1", "/a/terminal/?x=1")] {
            let error = #expect(throws: ErrorResponse.self) { try base.strip(target) }
            #expect(error?.status == 308)
            #expect(error?.headers.first?.name == "Location" && error?.headers.first?.value == place)
        }
    }

    @Test(arguments: [
        "terminal", "//", "/a//b", "/a/../b", "/.", "/a b", "/a%20b", "/a?b", "/a#b", "/ä", "/a\\b", "/a:b", "/a*",
    ])
    func whatIsNoPathIsRefused(text: String) {
        let error = #expect(throws: InvalidSetting.self) { try BasePath(text) }
        #expect(error?.key == "server.base_path")
    }
}
