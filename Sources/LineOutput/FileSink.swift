internal import Glibc

/// Lines at the end of a file, which only the server's user can read.
package struct FileSink: LineSink {
    private let path: String
    private let isExclusive: Bool
    private var stream: DescriptorSink

    /// - Parameter isExclusive: whether it matters that no other process adds lines.
    /// - Throws: `LineSinkError` when it can neither be opened nor made.
    package init(path: String, isExclusive: Bool = false) throws(LineSinkError) {
        self.path = path
        self.isExclusive = isExclusive
        stream = DescriptorSink(opened: try Self.open(path, isExclusive), name: path)
    }

    package mutating func write(_ lines: ArraySlice<[UInt8]>) -> LineProgress {
        var progress = stream.write(lines)
        // On a full disk a line may be there in part. It goes again, so that none is torn if the server ends or the
        // file is moved before there is room.
        if stream.partialBytes > 0, progress.written > 0, truncate(by: stream.partialBytes) {
            stream.forgetPartialLine()
            progress.written -= 1
        }
        return progress
    }

    /// The old file stays in use when there is no new one.
    package mutating func reopen() -> LineSinkError? {
        if Self.identity(ofPath: path) == Self.identity(of: stream.descriptor) { return nil }
        do throws(LineSinkError) {
            let opened = try Self.open(path, isExclusive)
            Glibc.close(stream.descriptor)
            stream = DescriptorSink(opened: opened, name: path)
            return nil
        } catch {
            return error
        }
    }

    package mutating func close() { Glibc.close(stream.descriptor) }

    private func truncate(by bytes: Int) -> Bool {
        var status = stat()
        return fstat(stream.descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && status.st_size >= bytes && ftruncate(stream.descriptor, status.st_size - bytes) == 0
    }

    private static func open(_ path: String, _ isExclusive: Bool) throws(LineSinkError) -> Int32 {
        let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o600)
        guard descriptor >= 0 else { throw LineSinkError("cannot open \(path)", errno: errno) }
        // Of two writers each would break the other's chain.
        if isExclusive, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            Glibc.close(descriptor)
            throw LineSinkError("cannot use \(path), which another process writes to", errno: EWOULDBLOCK)
        }
        return descriptor
    }

    private struct Identity: Equatable {
        var device: dev_t
        var number: ino_t
    }

    private static func identity(ofPath path: String) -> Identity? {
        var status = stat()
        return stat(path, &status) == 0 ? Identity(device: status.st_dev, number: status.st_ino) : nil
    }

    private static func identity(of descriptor: Int32) -> Identity? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Identity(device: status.st_dev, number: status.st_ino) : nil
    }
}
