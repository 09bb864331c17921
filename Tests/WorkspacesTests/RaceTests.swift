import CPseudoTerminal
import Glibc
import Synchronization
import SystemThreads
import TestKit
import Testing

@testable import Workspaces

/// What a shell does while the server works on the same files.
@Suite(.serialized) struct RaceTests {
    /// Runs `body` over and over on a thread of its own until the other is done.
    private func beside<Value>(_ body: @escaping @Sendable () -> Void, _ work: () async throws -> Value) async throws
        -> Value
    {
        let isDone = Flag()
        let hasBegun = Flag()
        let hasEnded = Flag()
        // Not a task: those share few threads with the work itself.
        let error = SystemThread.start(name: "race") {
            while !isDone.isSet {
                body()
                hasBegun.set()
            }
            hasEnded.set()
        }
        guard error == 0 else { throw TestFailure("no thread: \(error)") }
        // Or it would be no race.
        try await eventually("the other side runs") { hasBegun.isSet }
        let result: Result<Value, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        isDone.set()
        try await eventually("the other side has ended") { hasEnded.isSet }
        return try result.get()
    }

    private final class Flag: Sendable {
        private let value = Atomic(false)
        var isSet: Bool { value.load(ordering: .relaxed) }
        func set() { value.store(true, ordering: .relaxed) }
    }

    @Test func aDirectoryThatBecomesALinkOutLeadsNowhere() async throws {
        let place = try Place()
        try place.write("mine", to: "real/secret")
        try place.link("out", to: place.directory.path("outside"))
        let (real, out, door) = (place.path("real"), place.path("out"), place.path("door"))
        #expect(rename(real, door) == 0)
        var seen: Set<String> = []
        try await beside {
            // Either is behind the door for a moment, and never nothing for long.
            rename(door, real)
            rename(out, door)
            rename(door, out)
            rename(real, door)
        } _: {
            let end = ContinuousClock.now + defaultDeadline
            var round = 0
            // At least so often, and until both sides of the race have been seen.
            while round < 1000 || !(seen.contains("read") && seen.contains("refused")), ContinuousClock.now < end {
                round += 1
                do {
                    let bytes = try place.read("door/secret")
                    #expect(bytes == Array("mine".utf8), "the file outside was read")
                    seen.insert("read")
                } catch WorkspaceError.leavesWorkspace {
                    seen.insert("refused")
                } catch is WorkspaceError {
                    // There was nothing behind the door just then, or something moved while the kernel looked.
                }
                if let result = try? place.upload(Array("mine".utf8), to: "door/new") {
                    #expect(result.entry.kind == .file)
                }
            }
        }
        #expect(seen == ["read", "refused"], "this was no race")
        #expect(Place.names(in: place.directory.path("outside")) == ["secret"])
        #expect(try place.directory.read("outside/secret") == Place.secret)
        #expect(place.transfers.isEmpty)
    }

    @Test func aFileThatBecomesALinkIsNotReadThrough() async throws {
        let place = try Place()
        try place.write("mine", to: "file")
        let secret = place.directory.path("outside/secret")
        let (file, spare, temporary) = (place.path("file"), place.path("spare"), place.path("temporary"))
        try await beside {
            symlink(secret, temporary)
            rename(temporary, file)
            let descriptor = open(spare, O_CREAT | O_WRONLY, 0o600)
            _ = write(descriptor, "mine", 4)
            close(descriptor)
            rename(spare, file)
        } _: {
            for _ in 0..<1000 {
                if let bytes = try? place.read("file") { #expect(bytes == Array("mine".utf8)) }
            }
        }
    }

    @Test func whatIsRemovedWhileLinksAppearIsOnlyWhatIsInside() async throws {
        let place = try Place()
        let (victim, door) = (place.directory.path("outside"), place.path("tree/door"))
        for round in 0..<20 {
            for number in 0..<20 { try place.write("x", to: "tree/door/\(number)/file-\(round)") }
            try await beside {
                rename(door, door + "-moved")
                symlink(victim, door)
                unlink(door)
            } _: {
                // It may fail, because somebody renames in it. It may not go elsewhere.
                try? place.workspace.delete(WorkspacePath("tree"), recursively: true)
            }
        }
        #expect(try place.directory.read("outside/secret") == Place.secret)
        try await eventually("all is gone") { place.transfers.isEmpty }
    }

    /// Somebody who adds to a tree as fast as it is removed takes one turn after another, and nobody else's.
    @Test func whoAddsToATreeThatIsRemovedKeepsNobodyWaiting() async throws {
        let places = [try Place(), try Place()]
        let other = try Place()
        let paths = places.map(\.workspace.path)
        let removals = try await beside {
            for path in paths {
                mkdir(path, 0o700)
                for number in 0..<20 { close(open("\(path)/\(number)", O_CREAT | O_WRONLY, 0o600)) }
            }
        } _: {
            // As many as there are threads.
            let removals = places.map { place in Task { await place.workspace.removeBeside() } }
            for _ in 0..<5 {
                _ = try await WorkspaceThreads.walk { () throws(WorkspaceError) in other.workspace.usage() }
            }
            return removals
        }
        for removal in removals { #expect(await removal.value) }
        for place in places { #expect(Place.names(in: place.root.path).isEmpty) }
    }

    @Test func uploadsTogetherTakeNoMoreThanTheQuota() async throws {
        var limits = WorkspaceLimits()
        limits.workspaceBytes = 100_000
        let place = try Place(limits)
        let bytes = [UInt8](repeating: 7, count: 9_000)
        let stored = await withTaskGroup(of: Int.self) { group in
            for number in 0..<40 {
                group.addTask {
                    // Half of them do not say how long they are.
                    let declared = number.isMultiple(of: 2) ? bytes.count : nil
                    do {
                        try await WorkspaceThreads.transfer { () throws(WorkspaceError) in
                            let upload = try place.workspace.upload(
                                to: try WorkspacePath("f\(number)"), bytes: declared)
                            try bytes.withUnsafeBytesTyped { (part) throws(WorkspaceError) in try upload.write(part) }
                            _ = try upload.finish()
                        }
                        return 1
                    } catch {
                        return 0
                    }
                }
            }
            return await group.reduce(0, +)
        }
        let usage = place.workspace.usage(maximumAgeSeconds: 0)
        #expect(usage.tree.bytes == stored * 9_000 && usage.tree.bytes <= 100_000)
        #expect(stored >= 1)
        #expect(place.transfers.isEmpty)
        // Whatever was promised has been given back: what is free can be taken to the last byte.
        let rest = 100_000 - usage.tree.bytes
        try place.upload([UInt8](repeating: 1, count: rest), to: "rest")
        #expect(
            Place.failure { try place.upload([1], to: "more") } == .quota(.workspace, used: 100_000, limit: 100_000))
    }

    @Test func ofManyThatMayNotOverwriteOneWins() async throws {
        let place = try Place()
        for round in 0..<20 {
            let winners = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        (try? place.upload([UInt8(number)], to: "name-\(round)", overwrites: false)) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
        }
    }
}

extension [UInt8] {
    /// As `withUnsafeBytes`, which forgets the type of the error.
    func withUnsafeBytesTyped(
        _ body: (UnsafeRawBufferPointer) throws(WorkspaceError) -> Void
    ) throws(WorkspaceError) {
        let failure: WorkspaceError? = withUnsafeBytes { part in
            do throws(WorkspaceError) {
                try body(part)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }
}
