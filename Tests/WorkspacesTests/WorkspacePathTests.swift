import Testing

@testable import Workspaces

@Suite struct WorkspacePathTests {
    @Test(arguments: [
        ("", ""), ("/", ""), (".", ""), ("a", "a"), ("/a", "a"), ("a/b/", "a/b"), ("a//b", "a/b"), ("./a/./b", "a/b"),
        ("..a/b..", "..a/b.."), ("...", "..."), (#"\xFF/x"#, #"\xFF/x"#), (#"\x61"#, "a"), ("a b+c%d", "a b+c%d"),
    ])
    func accepted(text: String, expected: String) throws {
        let path = try WorkspacePath(text)
        #expect(path.description == expected)
        #expect(try WorkspacePath(path.description) == path)
    }

    @Test(arguments: ["..", "a/..", "../a", "/../etc/passwd", "a/../../b", #"\x2E\x2E/a"#, #"\x2E."#])
    func noWayUp(text: String) {
        #expect(throws: WorkspaceError.invalidPath(".. is not served; begin at the workspace")) {
            try WorkspacePath(text)
        }
    }

    @Test(arguments: ["a\0b", #"a\x00b"#, #"a\x2Fb"#, #"\q"#, #"\x2E"#])
    func noName(text: String) {
        #expect { try WorkspacePath(text) } throws: { error in
            if case .invalidPath = error as? WorkspaceError { true } else { false }
        }
    }

    @Test func bounds() throws {
        let name = String(repeating: "n", count: 255)
        #expect(try WorkspacePath(name).components.count == 1)
        #expect(throws: WorkspaceError.self) { try WorkspacePath(name + "n") }
        // 255 bytes as the kernel counts them, and not as letters.
        #expect(throws: WorkspaceError.self) { try WorkspacePath(String(repeating: "ü", count: 128)) }
        #expect(try WorkspacePath(Array(repeating: name, count: 15).joined(separator: "/")).components.count == 15)
        #expect(throws: WorkspaceError.invalidPath("the path has more than 4095 bytes")) {
            try WorkspacePath(Array(repeating: name, count: 16).joined(separator: "/") + "/abc")
        }
        #expect(try WorkspacePath(Array(repeating: "d", count: 64).joined(separator: "/")).components.count == 64)
        #expect(throws: WorkspaceError.quota(.depth, used: 65, limit: 64)) {
            try WorkspacePath(Array(repeating: "d", count: 65).joined(separator: "/"))
        }
    }
}
