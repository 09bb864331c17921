internal import CPseudoTerminal
internal import Glibc

/// A file that is open for reading, as it was when it was opened.
public final class WorkspaceFile: Sendable {
    public let entry: WorkspaceEntry
    private let descriptor: Descriptor

    init(path: WorkspacePath, in directory: Descriptor) throws(WorkspaceError) {
        // First without opening it for real: to open a pipe or a device does something.
        let found = try directory.open(path.bytes, Descriptor.place)
        let kind = try found.status()
        guard !kind.isDirectory else { throw .isDirectory }
        guard kind.isRegular else { throw .notRegular }
        // It may be another one by now. Without O_NONBLOCK a pipe, or a lease that somebody holds, would make us wait.
        descriptor = try directory.open(path.bytes, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        let status = try descriptor.status()
        guard status.isRegular else { throw .notRegular }
        entry = WorkspaceEntry(path: path, status)
    }

    /// Reads up to `buffer.count` bytes from `offset` on. Blocks.
    ///
    /// - Returns: how many there are; 0 behind the end, which may have moved since the file was opened.
    public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(WorkspaceError) -> Int {
        while true {
            let count = pread(descriptor.number, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            guard errno == EINTR else { throw WorkspaceError(errno: errno, "read") }
        }
    }
}
