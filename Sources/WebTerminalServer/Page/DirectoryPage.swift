internal import Glibc
internal import NIOCore
internal import NIOPosix

/// The page from a directory, for those who work on it. Nothing outside of the directory can be reached: every
/// component of a path is opened by itself, in the directory opened before, and symbolic links are not followed.
final class DirectoryPage: PageSource {
    /// Who works on it changes files.
    let version: String? = nil
    private let root: CInt

    /// - Parameter path: `static.directory`.
    init(path: String) throws(InvalidSetting) {
        root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else {
            throw InvalidSetting(key: "static.directory", message: "\(path): \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(root) }

    func file(at path: String) async -> PageFile? {
        // A disk may take its time, which no event loop and no task's thread should.
        try? await NIOThreadPool.singleton.runIfActive { self.read(path == "/" ? "/index.html" : path) }
    }

    private func read(_ path: String) -> PageFile? {
        // No file of a page is hidden, but a working copy's `.git` and `.env` are.
        let components = path.split(separator: "/").map(String.init)
        guard let name = components.last, !components.contains(where: { $0.hasPrefix(".") }), !path.utf8.contains(0)
        else { return nil }
        var directory = root
        defer { if directory != root { close(directory) } }
        for component in components.dropLast() {
            let next = openat(directory, component, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            if directory != root { close(directory) }
            directory = next
            guard next >= 0 else {
                directory = root
                return nil
            }
        }
        // Without O_NONBLOCK, a named pipe would keep the thread until somebody writes to it.
        let file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.maxFileBytes,
            let bytes = Self.bytes(of: file, count: Int(status.st_size))
        else { return nil }
        let version = [Int(status.st_ino), Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        return PageFile(
            contentType: MediaType.of(name),
            etag: "\"" + version.map { String($0, radix: 36) }.joined(separator: "-") + "\"",
            identity: { bytes }, gzip: nil)
    }

    /// - Parameter count: what `fstat` said.
    /// - Returns: nil when the file cannot be read, or has become shorter.
    private static func bytes(of file: CInt, count: Int) -> ByteBuffer? {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        while buffer.readableBytes < count {
            let wanted = count - buffer.readableBytes
            let got = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { target in
                max(0, Glibc.read(file, target.baseAddress, wanted))
            }
            guard got > 0 else { return nil }
        }
        return buffer
    }

    /// More than any file of a page has.
    private static let maxFileBytes = 16 * 1024 * 1024
}
