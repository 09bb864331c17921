internal import CPseudoTerminal
internal import Glibc
internal import Synchronization

/// The directory that the workspaces of all sessions are in: `<root>/<session id>/workspace`, and beside each what else
/// its session needs. Several servers of one user may share it.
///
/// A session's directory is locked (flock) for as long as its server holds it open, and the kernel unlocks it however the
/// server ends. So what is not locked belongs to nobody any more, and `sweep` removes it. The same lock keeps
/// systemd-tmpfiles from tidying up in a session that lives.
public final class WorkspaceRoot: Sendable {
    public let path: String
    private let opened = Mutex<Descriptor?>(nil)

    /// - Parameter path: absolute. The directory above it has to be there.
    public init(path: String) { self.path = path }

    /// Opens the directory, or makes it, with mode 0700. What is made before makes up for it, but says less well what is
    /// wrong.
    public func prepare() throws(WorkspaceRootError) {
        let result: Result<Void, WorkspaceRootError> = opened.withLock { opened in
            do throws(WorkspaceRootError) {
                if opened == nil { opened = try open() }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    private func open() throws(WorkspaceRootError) -> Descriptor {
        guard path.hasPrefix("/") else { throw WorkspaceRootError(path, "is not an absolute path") }
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw WorkspaceRootError(path, "cannot be made: \(String(cString: strerror(errno)))")
        }
        let number = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else {
            throw WorkspaceRootError(
                path,
                errno == ENOTDIR || errno == ELOOP
                    ? "is not a directory" : "cannot be opened: \(String(cString: strerror(errno)))")
        }
        let directory = Descriptor(number)
        var status = stat()
        guard fstat(number, &status) == 0 else { throw WorkspaceRootError(path, "cannot be looked at") }
        guard status.st_uid == geteuid() else {
            throw WorkspaceRootError(path, "belongs to the user \(status.st_uid) and not to \(geteuid())")
        }
        guard status.st_mode & 0o022 == 0 else {
            throw WorkspaceRootError(path, "can be written to by others; chmod go-w would change that")
        }
        let probe = confined_open(number, ".", Descriptor.place | O_DIRECTORY, 0, CONFINED_LINKS_NONE)
        guard probe >= 0 else {
            throw WorkspaceRootError(
                path,
                probe == -ENOSYS || probe == -EPERM
                    ? "cannot be used: the kernel has no openat2 (Linux 5.6), or a sandbox around the server forbids it"
                    : "cannot be used: \(String(cString: strerror(-probe)))")
        }
        close(probe)
        return directory
    }

    private func directory() throws(WorkspaceError) -> Descriptor {
        do throws(WorkspaceRootError) {
            try prepare()
        } catch {
            throw .unusable(error.description)
        }
        guard let directory = opened.withLock({ $0 }) else { throw .ended }
        return directory
    }

    /// Makes the workspace of a session. Blocks.
    ///
    /// - Parameter name: the session's id.
    public func makeWorkspace(_ name: String, limits: WorkspaceLimits) throws(WorkspaceError) -> Workspace {
        let name = Array(name.utf8)
        guard Self.isSessionName(name) else { throw .invalidPath("this is no name of a session") }
        let directory = try directory()
        let session = try makeSessionDirectory(name, in: directory)
        let workspace = Workspace(
            root: directory, rootPath: path, physicalRootPath: physicalPath(), name: name, session: session,
            limits: limits)
        for part in [Workspace.directoryName, Workspace.shellDirectoryName, Workspace.transferDirectoryName] {
            let error = part.withCString { mkdirat(session.number, $0, 0o700) == 0 ? 0 : errno }
            guard error == 0 else {
                workspace.remove()
                throw WorkspaceError(errno: error, "mkdir")
            }
        }
        return workspace
    }

    /// Removes what servers have left that are not there any more. Blocks for as long as that takes.
    ///
    /// - Returns: how many directories are gone, and the names of those that could not be removed.
    @discardableResult
    public func sweep() -> (removed: Int, left: [String]) {
        var swept = (removed: 0, left: [String]())
        for name in sessionNames() {
            guard let abandoned = takeAbandoned(name) else { continue }
            var removal = TreeRemoval(top: abandoned)
            note(name, isEmpty: removal.run(), in: &swept)
        }
        return swept
    }

    /// The same, on threads for that and in turns with others.
    public func sweepBeside() async -> (removed: Int, left: [String]) {
        var swept = (removed: 0, left: [String]())
        let names = (try? await WorkspaceThreads.walk { () throws(WorkspaceError) in self.sessionNames() }) ?? []
        for name in names {
            let found = try? await WorkspaceThreads.walk { () throws(WorkspaceError) in self.takeAbandoned(name) }
            guard let abandoned = found ?? nil else { continue }
            note(name, isEmpty: await TreeRemoval(top: abandoned).removeBeside(), in: &swept)
        }
        return swept
    }

    // MARK: -

    private func sessionNames() -> [[UInt8]] {
        // Through a descriptor of its own: to read moves the place that it is read at.
        guard let directory = try? directory(),
            let listing = try? directory.open([UInt8(ascii: ".")], O_RDONLY | O_DIRECTORY)
        else { return [] }
        var names: [[UInt8]] = []
        var reader = DirectoryReader(listing)
        while let (name, _) = try? reader.next() {
            if Self.isSessionName(name) { names.append(name) }
        }
        return names
    }

    /// A session's directory that no server holds, locked; nil: one does.
    private func takeAbandoned(_ name: [UInt8]) -> Descriptor? {
        guard let directory = try? directory(),
            let session = Self.open(name, in: directory),
            flock(session.number, LOCK_EX | LOCK_NB) == 0, session.isLinked
        else { return nil }
        return session
    }

    private static func open(_ name: [UInt8], in directory: Descriptor) -> Descriptor? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        if let session = try? directory.open(name, flags, links: CONFINED_LINKS_NONE) { return session }
        // Its shell may have taken the permissions away.
        return TreeRemoval.open(name, in: directory)
    }

    private func note(_ name: [UInt8], isEmpty: Bool, in swept: inout (removed: Int, left: [String])) {
        let isGone =
            isEmpty
            && (try? directory()).map { directory in
                name.withCString { unlinkat(directory.number, $0, AT_REMOVEDIR) } == 0
            } == true
        if isGone { swept.removed += 1 } else { swept.left.append(String(decoding: name, as: UTF8.self)) }
    }

    /// Where the directory is, whatever links lead there; as it was given where that cannot be found out.
    private func physicalPath() -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The directory, locked. Between the two steps a server that sweeps may take it for one that nobody owns; it is
    /// done with it at once, for there is nothing in it.
    private func makeSessionDirectory(
        _ name: [UInt8], in directory: Descriptor
    ) throws(WorkspaceError) -> Descriptor {
        for _ in 0..<Self.attempts {
            let error = name.withCString { mkdirat(directory.number, $0, 0o700) == 0 ? 0 : errno }
            guard error == 0 || error == EEXIST else { throw WorkspaceError(errno: error, "mkdir") }
            if error == 0,
                let session = try? directory.open(
                    name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, links: CONFINED_LINKS_NONE),
                // Not without LOCK_NB: any program of ours could hold the lock, and us, for ever.
                flock(session.number, LOCK_EX | LOCK_NB) == 0, session.isLinked
            {
                return session
            }
            usleep(Self.pauseMicroseconds)
        }
        throw .exists
    }

    private static let attempts = 100
    private static let pauseMicroseconds: UInt32 = 2000

    /// Whether a name is one that a session may have: what else somebody keeps in the directory is not touched.
    private static func isSessionName(_ name: [UInt8]) -> Bool {
        name.count == 22
            && name.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

/// Why a directory cannot be the root of workspaces.
public struct WorkspaceRootError: Error, Sendable, CustomStringConvertible {
    public let description: String

    init(_ path: String, _ complaint: String) { description = "\(path), for the workspaces of sessions, \(complaint)" }
}
