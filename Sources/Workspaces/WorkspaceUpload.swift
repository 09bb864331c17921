internal import CPseudoTerminal
internal import Crypto
internal import Glibc
internal import Synchronization

/// A file that is being written. It gets its name in the workspace when it is complete, in one step; until then, and when
/// it never is, nobody sees anything of it. Calls block, and come one after the other.
public final class WorkspaceUpload: Sendable {
    public let path: WorkspacePath
    private let workspace: Workspace
    private let overwrites: Bool
    private let declaredBytes: Int?
    private let file: Descriptor
    private let place: (directory: Descriptor, name: [UInt8])
    private let state: Mutex<State>
    private let seat: UploadSeat

    private struct State {
        var hash = SHA256()
        var count = 0
        /// What the quota holds for it.
        var promised: QuotaLedger.Amount
        var isOver = false
    }

    /// Of an upload that does not say how long it is, room is asked for in pieces of this size.
    private static let step = 1 << 20
    /// A file of a program is no program until somebody says so.
    private static let newFilePermissions: mode_t = 0o644

    fileprivate init(
        to path: WorkspacePath, in workspace: Workspace, bytes: Int?, overwrites: Bool
    ) throws(WorkspaceError) {
        if let bytes, bytes > workspace.limits.fileBytes {
            throw .quota(.file, used: bytes, limit: workspace.limits.fileBytes)
        }
        self.path = path
        self.workspace = workspace
        self.overwrites = overwrites
        declaredBytes = bytes
        seat = try workspace.takeUploadSeat()
        place = try workspace.transferPlace()
        let promised = QuotaLedger.Amount(bytes: bytes ?? 0, files: 1)
        try workspace.promise(promised)
        state = Mutex(State(promised: promised))
        do throws(WorkspaceError) {
            file = try place.directory.open(
                place.name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600, links: CONFINED_LINKS_NONE)
        } catch {
            workspace.release(promised)
            throw error
        }
    }

    deinit { cancel() }

    /// Appends bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(WorkspaceError) {
        let error: WorkspaceError? = state.withLock { state in
            guard !state.isOver else { return .ended }
            do throws(WorkspaceError) {
                // What comes after the end would fill a disk that nobody can see into.
                try workspace.checkNotEnded()
                try reserve(bytes.count, &state)
                try append(bytes)
            } catch {
                return error
            }
            state.hash.update(bufferPointer: bytes)
            state.count += bytes.count
            return nil
        }
        guard let error else { return }
        cancel()
        throw error
    }

    /// Gives the file its name.
    ///
    /// - Parameters:
    ///   - sha256: what the bytes have to be, 32 bytes; nil: whatever came.
    ///   - version: what the file that is replaced has to be; nil: whatever is there.
    public func finish(
        sha256: [UInt8]? = nil, replacing version: String? = nil
    ) throws(WorkspaceError) -> WorkspaceUploadResult {
        let (count, digest, promised) = state.withLock { ($0.count, Array($0.hash.finalize()), $0.promised) }
        do throws(WorkspaceError) {
            if let declaredBytes, declaredBytes != count {
                throw .lengthMismatch(expected: declaredBytes, actual: count)
            }
            if let sha256, sha256 != digest {
                throw .digestMismatch(expected: Self.hex(sha256), actual: Self.hex(digest))
            }
            let place = try workspace.place(of: path)
            let outcome = workspace.naming.withLock { _ in name(in: place, replacing: version) }
            let replaced = try outcome.get()
            state.withLock { $0.isOver = true }
            let taken = QuotaLedger.Amount(bytes: count, files: 1)
            workspace.release(promised - taken)
            workspace.keep(
                taken,
                replacing: QuotaLedger.Amount(bytes: replaced?.ownBytes ?? 0, files: replaced == nil ? 0 : 1))
            let entry = try WorkspaceEntry.look(at: path, place.name, in: place.directory)
            return WorkspaceUploadResult(entry: entry, isNew: replaced == nil, sha256: Self.hex(digest))
        } catch {
            cancel()
            throw error
        }
    }

    /// Nothing is to stay of it. Harmless when it is over already.
    public func cancel() {
        state.withLock { state in
            guard !state.isOver else { return }
            state.isOver = true
            _ = place.name.withCString { unlinkat(place.directory.number, $0, 0) }
            workspace.release(state.promised)
        }
    }

    // MARK: -

    /// - Returns: what was replaced.
    private func name(
        in target: (directory: Descriptor, name: [UInt8]), replacing version: String?
    ) -> Result<WorkspaceEntry?, WorkspaceError> {
        let old: WorkspaceEntry?
        do throws(WorkspaceError) {
            old = try WorkspaceEntry.look(at: path, target.name, in: target.directory)
        } catch .notFound {
            old = nil
        } catch {
            return .failure(error)
        }
        if let version, old?.version?.description != version { return .failure(.changed) }
        switch old?.kind {
        case .directory: return .failure(.isDirectory)
        case .other: return .failure(.notRegular)
        case .file, .link, nil: break
        }
        if old != nil, !overwrites { return .failure(.exists) }
        // A script that is replaced stays one.
        let permissions = old?.kind == .file ? mode_t(old?.permissions ?? 0) & 0o777 : Self.newFilePermissions
        fchmod(file.number, permissions)
        let result = place.name.withCString { from in
            target.name.withCString { to in
                confined_rename(place.directory.number, from, target.directory.number, to, overwrites)
            }
        }
        return result == 0 ? .success(old) : .failure(WorkspaceError(errno: -result, "rename"))
    }

    private func reserve(_ count: Int, _ state: inout State) throws(WorkspaceError) {
        let total = state.count + count
        guard total <= workspace.limits.fileBytes else {
            throw .quota(.file, used: total, limit: workspace.limits.fileBytes)
        }
        guard total > state.promised.bytes else { return }
        if let declaredBytes { throw .lengthMismatch(expected: declaredBytes, actual: total) }
        let more = QuotaLedger.Amount(bytes: max(total - state.promised.bytes, Self.step), files: 0)
        do throws(WorkspaceError) {
            try workspace.promise(more)
            state.promised = state.promised + more
        } catch {
            // The last piece may fit where a whole step does not.
            let exact = QuotaLedger.Amount(bytes: total - state.promised.bytes, files: 0)
            try workspace.promise(exact)
            state.promised = state.promised + exact
        }
    }

    private func append(_ bytes: UnsafeRawBufferPointer) throws(WorkspaceError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(file.number, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw WorkspaceError(errno: errno, "write") }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

/// What came of an upload.
public struct WorkspaceUploadResult: Sendable {
    public var entry: WorkspaceEntry
    /// Nothing had that name before.
    public var isNew: Bool
    /// Of its contents, in hexadecimal.
    public var sha256: String
}

extension Workspace {
    /// Begins to write a file.
    ///
    /// - Parameters:
    ///   - bytes: how long it will be, if that is known: then room for it is there, or the upload does not begin.
    ///   - overwrites: a file or link of that name is replaced.
    ///   - parents: directories on the way are made.
    public func upload(
        to path: WorkspacePath, bytes: Int? = nil, overwrites: Bool = true, parents: Bool = false
    ) throws(WorkspaceError) -> WorkspaceUpload {
        guard !path.isRoot else { throw .isDirectory }
        if parents, !path.parent.isRoot { try makeDirectory(path.parent, parents: true) }
        // What is certain to fail fails before the bytes come. It counts what is there when they have come.
        if let there = try existing(path) {
            if there.kind == .directory { throw .isDirectory }
            if !overwrites { throw .exists }
        }
        return try WorkspaceUpload(to: path, in: self, bytes: bytes, overwrites: overwrites)
    }

    private func existing(_ path: WorkspacePath) throws(WorkspaceError) -> WorkspaceEntry? {
        let place = try place(of: path)
        do throws(WorkspaceError) {
            return try WorkspaceEntry.look(at: path, place.name, in: place.directory)
        } catch .notFound {
            return nil
        }
    }
}
