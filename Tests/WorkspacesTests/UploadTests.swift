import Crypto
import Glibc
import Synchronization
import TestKit
import Testing

@testable import Workspaces

@Suite struct UploadTests {
    private static let abc = Array("abc".utf8)
    private static let abcDigest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test func nothingIsSeenBeforeItIsComplete() throws {
        let place = try Place()
        let upload = try place.workspace.upload(to: WorkspacePath("file"), bytes: 3)
        try Self.abc.withUnsafeBytes { try upload.write($0) }
        #expect(try place.workspace.list(.root, offset: 0, limit: 9).total == 0)
        #expect(place.transfers.count == 1)
        let result = try upload.finish()
        #expect(result.isNew && result.sha256 == Self.abcDigest && result.entry.bytes == 3)
        #expect(try place.read("file") == Self.abc)
        #expect(place.transfers.isEmpty)
        #expect(result.entry.permissions == 0o644)
        #expect(!(try place.upload([1], to: "file").isNew))
    }

    @Test func nothingStaysOfWhatFails() throws {
        var limits = WorkspaceLimits()
        (limits.fileBytes, limits.workspaceBytes) = (10, 25)
        let place = try Place(limits)
        let workspace = place.workspace
        try place.upload(Self.abc, to: "file")

        func attempt(_ declared: Int?, _ bytes: [UInt8], sha256: [UInt8]? = nil, version: String? = nil)
            -> WorkspaceError?
        {
            Place.failure {
                let upload = try workspace.upload(to: WorkspacePath("file"), bytes: declared)
                try bytes.withUnsafeBytes { try upload.write($0) }
                return try upload.finish(sha256: sha256, replacing: version)
            }
        }
        let eleven = [UInt8](repeating: 1, count: 11)
        #expect(attempt(11, []) == .quota(.file, used: 11, limit: 10))
        #expect(attempt(nil, eleven) == .quota(.file, used: 11, limit: 10))
        #expect(attempt(5, Self.abc) == .lengthMismatch(expected: 5, actual: 3))
        #expect(attempt(2, Self.abc) == .lengthMismatch(expected: 2, actual: 3))
        #expect(attempt(3, Self.abc, version: "other") == .changed)
        let zero = [UInt8](repeating: 0, count: 32)
        #expect(
            attempt(3, Self.abc, sha256: zero)
                == .digestMismatch(expected: String(repeating: "0", count: 64), actual: Self.abcDigest))
        #expect(place.transfers.isEmpty)
        #expect(try place.read("file") == Self.abc)
        #expect(workspace.usage().bytes == 3)
        #expect(attempt(3, [7, 8, 9], sha256: Array(SHA256.hash(data: [7, 8, 9]))) == nil)
        let version = try workspace.entry(WorkspacePath("file")).version?.description
        #expect(attempt(3, Self.abc, version: version) == nil)
    }

    @Test func oneThatIsDroppedLeavesNothing() throws {
        let place = try Place()
        var upload: WorkspaceUpload? = try place.workspace.upload(to: WorkspacePath("file"), bytes: 1000)
        #expect(place.transfers.count == 1)
        try Self.abc.withUnsafeBytes { try upload?.write($0) }
        upload = nil
        #expect(place.transfers.isEmpty)
        #expect(try place.workspace.list(.root, offset: 0, limit: 9).total == 0)
    }

    @Test func thereIsANumberOfPlaces() throws {
        let place = try Place()
        var uploads: [WorkspaceUpload] = []
        for number in 0..<Workspace.maximumUploads {
            uploads.append(try place.workspace.upload(to: WorkspacePath("file-\(number)")))
        }
        #expect(
            Place.failure { try place.workspace.upload(to: WorkspacePath("more")) }
                == .quota(.uploads, used: Workspace.maximumUploads, limit: Workspace.maximumUploads))
        #expect(place.transfers.count == Workspace.maximumUploads)
        // Whoever is over, however, makes place; not before the descriptor is closed.
        uploads[0].cancel()
        #expect(Place.failure { try place.workspace.upload(to: WorkspacePath("more")) } != nil)
        uploads.removeFirst(2)
        try place.upload([1], to: "more")
        _ = uploads.removeLast()
        uploads = []
        #expect(place.transfers.isEmpty)
    }

    @Test func whatIsOverTakesNothingMore() throws {
        let place = try Place()
        let upload = try place.workspace.upload(to: WorkspacePath("file"))
        try Self.abc.withUnsafeBytes { try upload.write($0) }
        place.workspace.remove()
        #expect(Place.failure { try Self.abc.withUnsafeBytes { try upload.write($0) } } == .ended)
    }

    @Test func whatIsThereIsRespected() throws {
        let place = try Place()
        try place.write("script", to: "run")
        chmod(place.path("run"), 0o755)
        try place.upload(Self.abc, to: "run")
        #expect(try place.workspace.entry(WorkspacePath("run")).permissions == 0o755)
        #expect(Place.failure { try place.upload(Self.abc, to: "run", overwrites: false) } == .exists)
        mkdir(place.path("d"), 0o700)
        #expect(Place.failure { try place.upload(Self.abc, to: "d") } == .isDirectory)
        #expect(Place.failure { try place.upload(Self.abc, to: "") } == .isDirectory)
        #expect(Place.failure { try place.upload(Self.abc, to: "e/f") } == .notFound)
        #expect(Place.failure { try place.upload(Self.abc, to: "run/f") } == .notDirectory)
        let upload = try place.workspace.upload(to: WorkspacePath("new/way/f"), parents: true)
        // What came to be there meanwhile counts as well.
        mkdir(place.path("new/way/f"), 0o700)
        #expect(Place.failure { try upload.finish() } == .isDirectory)
        #expect(place.transfers.isEmpty)
    }

    @Test func quotaIsPromisedBeforeTheFirstByte() throws {
        var limits = WorkspaceLimits()
        (limits.workspaceBytes, limits.files) = (10, 3)
        let place = try Place(limits)
        let workspace = place.workspace
        let first = try workspace.upload(to: WorkspacePath("first"), bytes: 6)
        #expect(
            Place.failure { try workspace.upload(to: WorkspacePath("second"), bytes: 5) }
                == .quota(.workspace, used: 6, limit: 10))
        first.cancel()
        try place.upload(Array("1234567890".utf8), to: "all")
        #expect(Place.failure { try place.upload([1], to: "more") } == .quota(.workspace, used: 10, limit: 10))
        try workspace.delete(WorkspacePath("all"))
        try place.upload([1], to: "more")
        try workspace.makeDirectory(WorkspacePath("d"))
        try workspace.makeDirectory(WorkspacePath("e"))
        #expect(Place.failure { try workspace.makeDirectory(WorkspacePath("f")) } == .quota(.files, used: 3, limit: 3))
        #expect(Place.failure { try place.upload([], to: "g") } == .quota(.files, used: 3, limit: 3))
        #expect(place.transfers.isEmpty)
    }

    @Test func whatTheShellWritesCounts() throws {
        var limits = WorkspaceLimits()
        limits.workspaceBytes = 100
        let place = try Place(limits)
        try place.write(String(repeating: "x", count: 95), to: "from-the-shell")
        let warnings = Mutex<[Int]>([])
        place.workspace.onQuotaWarning { used, quota in warnings.withLock { $0 += [used, quota] } }
        _ = place.workspace.usage(maximumAgeSeconds: 0)
        #expect(warnings.withLock { $0 } == [95, 100])
        #expect(
            Place.failure { try place.upload(Array(repeating: 1, count: 6), to: "f") }
                == .quota(.workspace, used: 95, limit: 100))
    }

    @Test func warnsAtNineTenthsOfTheQuota() throws {
        var limits = WorkspaceLimits()
        limits.workspaceBytes = 10
        let place = try Place(limits)
        let warnings = Mutex<[Int]>([])
        place.workspace.onQuotaWarning { used, quota in warnings.withLock { $0 += [used, quota] } }
        try place.upload(Array("12345678".utf8), to: "a")
        #expect(warnings.withLock { $0 }.isEmpty)
        try place.upload([9], to: "b")
        #expect(warnings.withLock { $0 } == [9, 10])
        try place.upload([9], to: "c")
        #expect(warnings.withLock { $0 } == [9, 10])
    }
}
