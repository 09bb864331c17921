internal import Glibc

/// Lines to an open descriptor: a pipe, a terminal, a file that somebody else opened.
package struct DescriptorSink: LineSink {
    /// What a pipe takes as a whole (PIPE_BUF): others may write to it as well, between the lines and not within.
    package var batchBytes: Int { 4096 }

    let descriptor: Int32
    /// How errors call it.
    private let name: String
    /// A line of which the kernel took a part only. It counts as written: what is left goes first.
    private var unfinished: (taken: Int, rest: ArraySlice<UInt8>) = (0, [])

    /// - Throws: `LineSinkError` when the descriptor is not open.
    package init(_ descriptor: Int32) throws(LineSinkError) {
        self.init(opened: descriptor, name: descriptor == STDERR_FILENO ? "standard error" : "descriptor \(descriptor)")
        let flags = fcntl(descriptor, F_GETFL)
        guard flags >= 0, flags & O_ACCMODE != O_RDONLY else {
            throw LineSinkError("cannot write to \(name)", errno: EBADF)
        }
        // No program that is ever started from here is to have it.
        if descriptor > STDERR_FILENO { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    }

    init(opened descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    package mutating func write(_ lines: ArraySlice<[UInt8]>) -> LineProgress {
        if !unfinished.rest.isEmpty {
            let (count, error) = writeAll(unfinished.rest)
            unfinished = (unfinished.taken + count, unfinished.rest.dropFirst(count))
            if let error { return LineProgress(written: 0, error: error) }
        }
        let bytes = Array(lines.joined())
        let (count, error) = writeAll(bytes[...])
        guard let error else { return LineProgress(written: lines.count) }
        var written = 0
        var end = 0
        for line in lines where end < count {
            written += 1
            end += line.count
            if end > count { unfinished = (count - (end - line.count), bytes[count..<end]) }
        }
        return LineProgress(written: written, error: error)
    }

    /// Bytes of a line that is not whole, at the end of what was written.
    var partialBytes: Int { unfinished.rest.isEmpty ? 0 : unfinished.taken }

    /// The bytes of that line were taken away again.
    mutating func forgetPartialLine() { unfinished = (0, []) }

    package mutating func reopen() -> LineSinkError? { nil }

    package mutating func close() {}

    /// Returns how many bytes the kernel took, and why not more.
    private func writeAll(_ bytes: ArraySlice<UInt8>) -> (Int, LineSinkError?) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
                continue
            }
            let code = count == 0 ? EIO : errno
            switch code {
            case EINTR: continue
            case EAGAIN:
                // Somebody else made it non-blocking. This thread has time.
                var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wanted, 1, -1)
            default: return (bytes.count - rest.count, LineSinkError("cannot write to \(name)", errno: code))
            }
        }
        return (bytes.count, nil)
    }
}
