internal import CPseudoTerminal
internal import Glibc

/// A file, a directory or what else there is in a workspace.
public struct WorkspaceEntry: Sendable, Equatable {
    public enum Kind: String, Sendable {
        case file
        case directory
        /// A symbolic link. Where it leads is found out when it is used.
        case link
        /// A pipe, a socket, a device or a mount.
        case other
    }

    public var path: WorkspacePath
    public var kind: Kind
    /// Of a file; 0 for everything else.
    public var bytes = 0
    /// In seconds since 1970; 0 of what cannot be looked at.
    public var modifiedAt = 0.0
    /// The nine bits of read, write and execute, and the three above.
    public var permissions: UInt32 = 0
    /// What a link says, in the form of `EscapedName`.
    public var target: String?
    public var version: FileVersion?
    /// Of a file that has this name only, its bytes: what goes with the name.
    var ownBytes = 0

    init(path: WorkspacePath, _ status: stat) {
        self.path = path
        kind =
            if status.isRegular { .file } else if status.isDirectory { .directory } else if status.isLink {
                .link
            } else { .other }
        bytes = status.isRegular ? Int(status.st_size) : 0
        modifiedAt = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
        permissions = status.st_mode & 0o7777
        version = FileVersion(status)
        ownBytes = status.st_nlink == 1 ? bytes : 0
    }

    /// What lies there that must not be touched.
    private init(mountAt path: WorkspacePath) {
        self.path = path
        kind = .other
    }

    /// Looks at `name` in a directory, and follows no link. Nothing is asked of a file system that is mounted there.
    static func look(
        at path: WorkspacePath, _ name: [UInt8], in directory: Descriptor
    ) throws(WorkspaceError) -> WorkspaceEntry {
        let found: Descriptor
        do throws(WorkspaceError) {
            found = try directory.open(name, Descriptor.place | O_NOFOLLOW)
        } catch .leavesWorkspace {
            return WorkspaceEntry(mountAt: path)
        }
        var entry = WorkspaceEntry(path: path, try found.status())
        if entry.kind == .link { entry.target = target(of: found) }
        return entry
    }

    private static func target(of link: Descriptor) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlinkat(link.number, "", &buffer, buffer.count)
        guard count >= 0 else { return nil }
        return EscapedName.text(buffer.prefix(count).map { UInt8(bitPattern: $0) })
    }
}
