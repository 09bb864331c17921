import Glibc
import TestKit
import Testing

@testable import Workspaces

@Suite struct WorkspaceTests {
    private let place: Place
    private var workspace: Workspace { place.workspace }

    init() throws { place = try Place() }

    @Test func directoriesAreTheOwnersAlone() {
        #expect(place.directory.mode("root") == 0o700)
        #expect(place.directory.mode("root/\(Place.id)") == 0o700)
        #expect(place.directory.mode("root/\(Place.id)/workspace") == 0o700)
        #expect(place.directory.mode("root/\(Place.id)/shell") == 0o700)
        #expect(workspace.path == place.directory.path("root/\(Place.id)/workspace"))
        #expect(workspace.shellDirectory == place.directory.path("root/\(Place.id)/shell"))
    }

    @Test func listsByNameInPages() throws {
        for name in ["b", "a", "d", "c"] { try place.write(name, to: name) }
        mkdir(place.path("e"), 0o750)
        try place.link("f", to: "a")
        mkfifo(place.path("g"), 0o600)
        let all = try workspace.list(.root, offset: 0, limit: 100)
        #expect(all.entries.map(\.path.description) == ["a", "b", "c", "d", "e", "f", "g"])
        #expect(all.entries.map(\.kind) == [.file, .file, .file, .file, .directory, .link, .other])
        #expect(all.total == 7 && all.isComplete)
        #expect(all.entries[4].permissions == 0o750 && all.entries[5].target == "a" && all.entries[0].bytes == 1)
        #expect(try workspace.list(.root, offset: 1, limit: 2).entries.map(\.path.name) == ["b", "c"])
        #expect(try workspace.list(.root, offset: 7, limit: 2).entries.isEmpty)
        #expect(Place.failure { try workspace.list(WorkspacePath("a"), offset: 0, limit: 1) } == .notDirectory)
        #expect(Place.failure { try workspace.list(WorkspacePath("x"), offset: 0, limit: 1) } == .notFound)
    }

    @Test func namesThatAreNoTextCanBeReached() throws {
        let names: [[UInt8]] = [[0xFF, 0xFE], Array("a\nb".utf8), Array(#"back\slash"#.utf8), [0x1B, 0x5B, 0x41]]
        for name in names {
            let descriptor = name.withCString { openat(open(workspace.path, O_RDONLY), $0, O_CREAT | O_WRONLY, 0o600) }
            #expect(write(descriptor, "x", 1) == 1)
            close(descriptor)
        }
        let entries = try workspace.list(.root, offset: 0, limit: 100).entries
        #expect(entries.count == names.count)
        for entry in entries {
            #expect(try place.read(entry.path.description) == Array("x".utf8))
            try workspace.delete(WorkspacePath(entry.path.description))
        }
        #expect(try workspace.list(.root, offset: 0, limit: 100).total == 0)
    }

    @Test func absolutePathsAreFoundWithTheLinksOnTheWayAndWithout() throws {
        let directory = place.directory
        #expect(symlink(directory.path("outside"), directory.path("link")) == 0)
        let linked = try WorkspaceRoot(path: directory.path("link/root")).makeWorkspace(
            "BBBBBBBBBBBBBBBBBBBBBB", limits: WorkspaceLimits())
        func path(_ absolute: String) -> String? { linked.path(of: absolute.utf8)?.description }
        for base in [linked.path, linked.physicalPath] {
            #expect(path(base)?.isEmpty == true && path("\(base)/")?.isEmpty == true)
            #expect(path("\(base)/a/./b//c") == "a/b/c")
            #expect(path(#"\#(base)/a\b"#) == #"a\\b"#)
            #expect(path("\(base)/a/../../shell") == nil)
            #expect(path("\(base)2/a") == nil)
        }
        #expect(linked.path != linked.physicalPath)
        #expect(linked.path(of: Array(linked.path.utf8) + [0x2F, 0xFF])?.description == #"\xFF"#)
        #expect(path("/etc/passwd") == nil && path("") == nil && path(workspace.path) == nil)
        linked.remove()
    }

    // MARK: Confinement

    @Test(arguments: ["absolute", "relative", "self", "proc", "directory/secret", "directory", "loop", "dangling"])
    func noLinkLeadsOut(path: String) throws {
        let outside = place.directory.path("outside")
        try place.link("absolute", to: "\(outside)/secret")
        try place.link("relative", to: "../../../outside/secret")
        // What it leads to is inside, but the way there begins outside.
        try place.write("mine", to: "inside")
        try place.link("self", to: place.path("inside"))
        try place.link("proc", to: "/proc/self/environ")
        try place.link("directory", to: outside)
        try place.link("loop", to: "loop")
        try place.link("dangling", to: "/nowhere")
        let path = try WorkspacePath(path)
        #expect(Place.failure { try workspace.open(path) } == .leavesWorkspace)
        #expect(Place.failure { try workspace.list(path, offset: 0, limit: 9) } == .leavesWorkspace)
        let beneath = try path.appending(Array("new".utf8))
        #expect(Place.failure { try workspace.upload(to: beneath) } == .leavesWorkspace)
        #expect(Place.failure { try workspace.makeDirectory(beneath) } == .leavesWorkspace)
        #expect(Place.failure { try workspace.delete(beneath) } == .leavesWorkspace)
        #expect(Place.failure { try workspace.move(WorkspacePath("inside"), to: beneath) } == .leavesWorkspace)
        #expect(place.transfers.isEmpty)
        #expect(Place.names(in: outside) == ["secret"])
    }

    @Test func linksInsideAreFollowedForReading() throws {
        try place.write("text", to: "d/file")
        try place.link("to-file", to: "d/file")
        try place.link("to-directory", to: "d")
        #expect(try place.read("to-file") == Array("text".utf8))
        #expect(try place.read("to-directory/file") == Array("text".utf8))
        #expect(try workspace.list(WorkspacePath("to-directory"), offset: 0, limit: 9).total == 1)
        #expect(try workspace.entry(WorkspacePath("to-file")).kind == .link)
        // What is changed is the link itself.
        try place.upload(Array("new".utf8), to: "to-file")
        #expect(try workspace.entry(WorkspacePath("to-file")).kind == .file)
        #expect(try place.read("d/file") == Array("text".utf8))
        try workspace.delete(WorkspacePath("to-directory"), recursively: true)
        #expect(try workspace.entry(WorkspacePath("d/file")).kind == .file)
    }

    @Test func aLinkThatLeadsOutCanBeSeenReplacedMovedAndDeleted() throws {
        try place.link("out", to: place.directory.path("outside/secret"))
        #expect(try workspace.entry(WorkspacePath("out")).target == place.directory.path("outside/secret"))
        _ = try workspace.move(WorkspacePath("out"), to: WorkspacePath("other"))
        try place.upload([1], to: "other")
        #expect(try place.read("other") == [1])
        try place.link("out", to: place.directory.path("outside"))
        try workspace.delete(WorkspacePath("out"), recursively: true)
        #expect(try place.directory.read("outside/secret") == Place.secret)
    }

    @Test func pipesAndSocketsAreNotOpened() throws {
        mkfifo(place.path("pipe"), 0o600)
        #expect(Place.failure { try place.read("pipe") } == .notRegular)
        #expect(Place.failure { try place.upload([1], to: "pipe") } == .notRegular)
        try place.link("terminal", to: "/dev/tty")
        #expect(Place.failure { try place.read("terminal") } == .leavesWorkspace)
        try workspace.delete(WorkspacePath("pipe"))
    }

    // MARK: Changes

    @Test func makesDirectories() throws {
        #expect(try workspace.makeDirectory(WorkspacePath("a")).kind == .directory)
        #expect(Place.failure { try workspace.makeDirectory(WorkspacePath("a")) } == .exists)
        #expect(Place.failure { try workspace.makeDirectory(WorkspacePath("b/c")) } == .notFound)
        #expect(try workspace.makeDirectory(WorkspacePath("b/c/d"), parents: true).path.description == "b/c/d")
        #expect(try workspace.makeDirectory(WorkspacePath("b/c/d"), parents: true).kind == .directory)
        try place.write("", to: "file")
        #expect(Place.failure { try workspace.makeDirectory(WorkspacePath("file"), parents: true) } == .exists)
        #expect(Place.failure { try workspace.makeDirectory(WorkspacePath("file/x"), parents: true) } == .notDirectory)
        #expect(workspace.usage(maximumAgeSeconds: 0).entries == 5)
    }

    @Test func moves() throws {
        try place.write("1", to: "one")
        try place.write("2", to: "d/two")
        let moved = try workspace.move(WorkspacePath("one"), to: WorkspacePath("d/uno"))
        #expect(moved.path.description == "d/uno" && moved.bytes == 1)
        #expect(Place.failure { try workspace.move(WorkspacePath("one"), to: WorkspacePath("x")) } == .notFound)
        #expect(Place.failure { try workspace.move(WorkspacePath("d/uno"), to: WorkspacePath("d/two")) } == .exists)
        _ = try workspace.move(WorkspacePath("d/uno"), to: WorkspacePath("d/two"), overwrites: true)
        #expect(try place.read("d/two") == Array("1".utf8))
        #expect(Place.failure { try workspace.move(WorkspacePath("d"), to: WorkspacePath("d/e")) } == .intoItself)
        mkdir(place.path("empty"), 0o700)
        #expect(
            Place.failure { try workspace.move(WorkspacePath("d/two"), to: WorkspacePath("empty"), overwrites: true) }
                == .isDirectory)
        _ = try workspace.move(WorkspacePath("d"), to: WorkspacePath("empty/d"))
        #expect(try place.read("empty/d/two") == Array("1".utf8))
        #expect(Place.failure { try workspace.move(.root, to: WorkspacePath("x")) } != nil)
    }

    @Test func deletes() async throws {
        try place.write("1", to: "d/e/f")
        #expect(Place.failure { try workspace.delete(WorkspacePath("d")) } == .notEmpty)
        #expect(Place.failure { try workspace.delete(WorkspacePath("nothing")) } == .notFound)
        try workspace.delete(WorkspacePath("d/e/f"))
        try workspace.delete(WorkspacePath("d/e"))
        try place.write("1", to: "d/e/f")
        try workspace.delete(WorkspacePath("d"), recursively: true)
        #expect(try workspace.list(.root, offset: 0, limit: 9).total == 0)
        try await eventually("what was put aside is gone") { place.transfers.isEmpty }
        #expect(Place.failure { try workspace.delete(.root, recursively: true) } != nil)
    }

    @Test func tellsWhatIsTaken() throws {
        try place.write("12345", to: "d/five")
        #expect(link(place.path("d/five"), place.path("same")) == 0)
        try place.link("link", to: "d/five")
        let sparse = open(place.path("sparse"), O_CREAT | O_WRONLY, 0o600)
        #expect(ftruncate(sparse, 1 << 20) == 0)
        close(sparse)
        let usage = workspace.usage(maximumAgeSeconds: 0)
        #expect(usage.tree.bytes == 5 + 1 << 20 && usage.tree.files == 4 && usage.tree.directories == 1)
        #expect(usage.tree.isComplete && usage.tree.diskBytes > 0 && usage.tree.diskBytes < 1 << 20)
        #expect(usage.bytes == usage.tree.bytes && usage.entries == 5)
    }
}
