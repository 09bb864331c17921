internal import CPseudoTerminal
internal import Glibc

/// What the files beneath a directory take.
public struct TreeUsage: Sendable, Equatable {
    /// The sizes of all files, as `ls` shows them. A file with several names counts once.
    public var bytes = 0
    /// What they take on the disk.
    public var diskBytes = 0
    /// Files, links and everything else that is not a directory.
    public var files = 0
    /// Without the workspace itself.
    public var directories = 0
    /// False when there is more than could be looked at.
    public var isComplete = true

    public init() {}
}

/// Adds up a tree, with a bound on how much of it is looked at.
struct UsageWalk {
    private let maximumEntries: Int
    private var usage = TreeUsage()
    /// Of files with several names, so that each counts once.
    private var seen: Set<UInt64> = []

    private init(maximumEntries: Int) { self.maximumEntries = maximumEntries }

    /// - Parameter maximumEntries: when there are more, the walk ends.
    static func measure(_ directory: Descriptor, maximumEntries: Int) -> TreeUsage {
        var walk = UsageWalk(maximumEntries: maximumEntries)
        walk.add(directory, level: 0)
        return walk.usage
    }

    private mutating func add(_ directory: Descriptor, level: Int) {
        var reader = DirectoryReader(directory)
        while let (name, isDirectory) = try? reader.next() {
            guard usage.files + usage.directories < maximumEntries else {
                usage.isComplete = false
                return
            }
            if isDirectory {
                addDirectory(name, in: directory, level: level)
            } else {
                addFile(name, in: directory)
            }
        }
    }

    private mutating func addDirectory(_ name: [UInt8], in directory: Descriptor, level: Int) {
        usage.directories += 1
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        guard level < WorkspacePath.maximumDepth,
            let inner = try? directory.open(name, flags, links: CONFINED_LINKS_NONE)
        else {
            usage.isComplete = false
            return
        }
        usage.diskBytes = usage.diskBytes.addingClamped((try? inner.status())?.diskBytes ?? 0)
        add(inner, level: level + 1)
    }

    private mutating func addFile(_ name: [UInt8], in directory: Descriptor) {
        usage.files += 1
        // Not `fstatat`, which would ask the file system that is mounted there, and might wait for its answer.
        guard let found = try? directory.open(name, Descriptor.place | O_NOFOLLOW), let status = try? found.status()
        else {
            return
        }
        if status.st_nlink > 1, !seen.insert(UInt64(status.st_ino)).inserted { return }
        // Two files without contents can have a sum that is no number: `truncate -s 8E`, where the file system lets it.
        if status.isRegular { usage.bytes = usage.bytes.addingClamped(Int(status.st_size)) }
        usage.diskBytes = usage.diskBytes.addingClamped(status.diskBytes)
    }
}
