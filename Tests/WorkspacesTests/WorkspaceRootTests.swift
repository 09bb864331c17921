import Glibc
import TestKit
import Testing

@testable import Workspaces

@Suite struct WorkspaceRootTests {
    private static let other = "BBBBBBBBBBBBBBBBBBBBBB"

    @Test func refusesWhatOthersCouldTamperWith() throws {
        let directory = TestDirectory()
        func complaint(_ name: String) -> String? {
            do throws(WorkspaceRootError) {
                try WorkspaceRoot(path: directory.path(name)).prepare()
                return nil
            } catch {
                return error.description
            }
        }
        #expect(complaint("new") == nil && directory.mode("new") == 0o700)
        #expect(complaint("new") == nil, "it may be there already")
        for mode: mode_t in [0o770, 0o702, 0o1777] {
            mkdir(directory.path("open-\(mode)"), 0o700)
            chmod(directory.path("open-\(mode)"), mode)
            #expect(
                complaint("open-\(mode)")?.hasSuffix("can be written to by others; chmod go-w would change that")
                    == true)
        }
        try directory.write([], to: "file")
        #expect(complaint("file")?.hasSuffix("is not a directory") == true)
        symlink(directory.path("new"), directory.path("link"))
        #expect(complaint("link")?.hasSuffix("is not a directory") == true)
        #expect(complaint("not/there")?.contains("cannot be made") == true)
        #expect(throws: WorkspaceRootError.self) { try WorkspaceRoot(path: "relative").prepare() }
        // Only root can give a directory to somebody else.
        if geteuid() == 0 {
            mkdir(directory.path("foreign"), 0o700)
            #expect(chown(directory.path("foreign"), 65534, 65534) == 0)
            #expect(complaint("foreign")?.hasSuffix("belongs to the user 65534 and not to 0") == true)
        }
    }

    @Test func sweepsWhatNobodyHoldsAndNothingElse() throws {
        let place = try Place()
        try place.write("x", to: "file")
        // As a server leaves it that was killed.
        try place.directory.write([1], to: "root/\(Self.other)/workspace/d/file")
        try place.directory.write([1], to: "root/somebody-else/file")
        try place.directory.write([1], to: "root/CCCCCCCCCCCCCCCCCCCCCC")
        // Another server with the same root.
        let swept = WorkspaceRoot(path: place.root.path).sweep()
        #expect(swept.removed == 1 && swept.left.isEmpty)
        #expect(Place.names(in: place.root.path) == [Place.id, "CCCCCCCCCCCCCCCCCCCCCC", "somebody-else"])
        #expect(try place.read("file") == Array("x".utf8))
        #expect(Place.failure { try place.root.makeWorkspace(Place.id, limits: WorkspaceLimits()) } == .exists)
    }

    @Test func sweepsWhatIsMadeAtTheSameTimeByNobody() async throws {
        let directory = TestDirectory()
        let root = WorkspaceRoot(path: directory.path("root"))
        let made = try await withThrowingTaskGroup(of: [Workspace].self) { group in
            for worker in 0..<4 {
                group.addTask {
                    var made: [Workspace] = []
                    for number in 0..<100 {
                        let name = String("\(worker)-\(number)-AAAAAAAAAAAAAAAAAAAAAA".prefix(22))
                        made.append(try root.makeWorkspace(name, limits: WorkspaceLimits()))
                        if number.isMultiple(of: 3) { _ = root.sweep() }
                    }
                    return made
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(made.count == 400)
        #expect(root.sweep().removed == 0)
        for workspace in made { #expect(try workspace.list(.root, offset: 0, limit: 1).total == 0) }
    }

    @Test func removesEverything() throws {
        let place = try Place()
        try place.write("x", to: "a/b/c")
        try place.link("out", to: place.directory.path("outside"))
        try place.link("a/out", to: "/")
        mkfifo(place.path("pipe"), 0)
        let upload = try place.workspace.upload(to: WorkspacePath("half"))
        #expect(place.workspace.remove())
        #expect(Place.names(in: place.root.path).isEmpty)
        #expect(try place.directory.read("outside/secret") == Place.secret)
        // Whoever still has it is told.
        #expect(Place.failure { try place.workspace.list(.root, offset: 0, limit: 1) } == .ended)
        #expect(Place.failure { try upload.finish() } == .ended)
        #expect(place.workspace.remove(), "once more does no harm")
    }

    @Test func depthDoesNotMatter() throws {
        let place = try Place()
        // Deeper than any path can say: each level is made from the one above.
        var directory = open(place.workspace.path, O_RDONLY | O_DIRECTORY)
        for level in 0..<10_000 {
            guard mkdirat(directory, "d", 0o700) == 0 else { throw TestFailure("level \(level)") }
            if level.isMultiple(of: 100) { close(openat(directory, "file", O_CREAT | O_WRONLY, 0o600)) }
            let inner = openat(directory, "d", O_RDONLY | O_DIRECTORY)
            close(directory)
            directory = inner
        }
        close(directory)
        let usage = place.workspace.usage(maximumAgeSeconds: 0)
        #expect(!usage.tree.isComplete && usage.tree.directories == WorkspacePath.maximumDepth + 1)
        #expect(place.workspace.remove())
        #expect(Place.names(in: place.root.path).isEmpty)
    }

    @Test func widthDoesNotMatter() throws {
        let place = try Place()
        for number in 0..<20_000 {
            close(open(place.path("file-with-a-long-name-\(number)"), O_CREAT | O_WRONLY, 0o600))
        }
        let names = Place.names(in: place.workspace.path)
        for (offset, limit) in [(0, 1000), (12_345, 1000), (19_999, 5), (.max, 1)] {
            let listing = try place.workspace.list(.root, offset: offset, limit: limit)
            #expect(listing.total == 20_000)
            #expect(listing.entries.map(\.path.name) == Array(names.dropFirst(offset).prefix(limit)))
        }
        #expect(place.workspace.remove())
        #expect(Place.names(in: place.root.path).isEmpty)
    }

    @Test func treesAreRemovedInTurns() async throws {
        let place = try Place()
        for number in 0..<3000 { try place.write("x", to: "d-\(number % 50)/file-\(number)") }
        #expect(await place.workspace.removeBeside())
        #expect(Place.names(in: place.root.path).isEmpty)
        #expect(await place.workspace.removeBeside(), "once more does no harm")
    }

    @Test func whatIsLeftBesideOthersIsSwept() async throws {
        let place = try Place()
        try place.directory.write([1], to: "root/\(Self.other)/workspace/d/file")
        let swept = await WorkspaceRoot(path: place.root.path).sweepBeside()
        #expect(swept.removed == 1 && swept.left.isEmpty)
        #expect(Place.names(in: place.root.path) == [Place.id])
    }

    @Test func permissionsDoNotMatter() throws {
        let place = try Place()
        try place.write("x", to: "none/inner/file")
        try place.write("x", to: "read-only/inner/file")
        for (name, mode): (String, mode_t) in [
            ("none/inner", 0), ("none", 0), ("read-only/inner", 0o500), ("read-only", 0o500),
        ] {
            #expect(chmod(place.path(name), mode) == 0)
        }
        try place.workspace.delete(WorkspacePath("read-only"), recursively: true)
        #expect(place.workspace.remove())
        #expect(Place.names(in: place.root.path).isEmpty)
    }
}
