internal import CPseudoTerminal
internal import Glibc
internal import Synchronization

extension Workspace {
    /// Makes a directory.
    ///
    /// - Parameter parents: makes those on the way as well, and is content with one that is there.
    /// - Returns: what is there now.
    @discardableResult
    public func makeDirectory(_ path: WorkspacePath, parents: Bool = false) throws(WorkspaceError) -> WorkspaceEntry {
        guard !path.isRoot else { throw .exists }
        if parents, !path.parent.isRoot, (try? entry(path.parent)) == nil {
            try makeDirectory(path.parent, parents: true)
        }
        let one = QuotaLedger.Amount(bytes: 0, files: 1)
        try promise(one)
        do throws(WorkspaceError) {
            let place = try place(of: path)
            let error = place.name.withCString { mkdirat(place.directory.number, $0, 0o755) == 0 ? 0 : errno }
            guard error == 0 else { throw WorkspaceError(errno: error, "mkdir") }
        } catch {
            release(one)
            guard parents, error == .exists, let found = try? entry(path), found.kind == .directory else { throw error }
            return found
        }
        keep(one, replacing: QuotaLedger.Amount())
        return try entry(path)
    }

    /// Gives a file or a directory another name. A link is moved as such.
    ///
    /// - Parameter overwrites: a file that has that name goes. A directory never does.
    public func move(
        _ path: WorkspacePath, to target: WorkspacePath, overwrites: Bool = false
    ) throws(WorkspaceError) -> WorkspaceEntry {
        guard !path.isRoot, !target.isRoot else { throw .invalidPath("the workspace itself cannot be moved") }
        let from = try place(of: path)
        let to = try place(of: target)
        let outcome: Result<WorkspaceEntry?, WorkspaceError> = naming.withLock { _ in
            let there = try? WorkspaceEntry.look(at: target, to.name, in: to.directory)
            if let there {
                if !overwrites { return .failure(.exists) }
                if there.kind == .directory { return .failure(.isDirectory) }
            }
            let result = from.name.withCString { old in
                to.name.withCString { confined_rename(from.directory.number, old, to.directory.number, $0, overwrites) }
            }
            if result == 0 { return .success(there) }
            return .failure(result == -EINVAL ? .intoItself : WorkspaceError(errno: -result, "rename"))
        }
        if let replaced = try outcome.get() { somethingIsGone(replaced) }
        return try WorkspaceEntry.look(at: target, to.name, in: to.directory)
    }

    /// Removes a file, a link, or an empty directory.
    ///
    /// - Parameter recursively: a directory with all that is in it. It is out of sight at once, and then removed.
    public func delete(_ path: WorkspacePath, recursively: Bool = false) throws(WorkspaceError) {
        guard !path.isRoot else { throw .invalidPath("the workspace itself cannot be deleted") }
        let place = try place(of: path)
        let entry = try WorkspaceEntry.look(at: path, place.name, in: place.directory)
        let error = Self.unlink(place.name, in: place.directory)
        switch error {
        case 0: somethingIsGone(entry)
        case ENOTEMPTY, EEXIST:
            guard recursively else { throw .notEmpty }
            try putAside(place.name, in: place.directory)
        default: throw WorkspaceError(errno: error, "unlink")
        }
    }

    /// - Returns: 0, or errno.
    private static func unlink(_ name: [UInt8], in directory: Descriptor) -> Int32 {
        name.withCString { text in
            if unlinkat(directory.number, text, 0) == 0 { return 0 }
            // Of a directory the one file system says this, the other that.
            guard errno == EISDIR || errno == EPERM else { return errno }
            let first = errno
            if unlinkat(directory.number, text, AT_REMOVEDIR) == 0 { return 0 }
            return errno == ENOTDIR ? first : errno
        }
    }

    /// Takes a tree out of the workspace in one step, so that nobody sees it half gone, and then removes it.
    private func putAside(_ name: [UInt8], in directory: Descriptor) throws(WorkspaceError) {
        let aside = try transferPlace()
        func rename() -> Int32 {
            name.withCString { old in
                aside.name.withCString { confined_rename(directory.number, old, aside.directory.number, $0, false) }
            }
        }
        var result = rename()
        if result == -EACCES, let found = try? directory.open(name, Descriptor.place | O_DIRECTORY | O_NOFOLLOW),
            chmod("/proc/self/fd/\(found.number)", 0o700) == 0
        {
            // A directory that is moved has to be writable: its `..` changes.
            result = rename()
        }
        guard result == 0 else { throw WorkspaceError(errno: -result, "rename") }
        let top = try aside.directory.open(aside.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, links: CONFINED_LINKS_NONE)
        somethingIsGone()
        TreeRemoval(top: top).removeLater { isEmpty in
            guard isEmpty else { return }
            _ = aside.name.withCString { unlinkat(aside.directory.number, $0, AT_REMOVEDIR) }
        }
    }
}
