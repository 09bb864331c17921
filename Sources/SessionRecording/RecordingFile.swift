internal import Glibc

/// The file of one recording. Used by one thread.
struct RecordingFile {
    private let descriptor: Int32

    /// Makes the file. Nil, with errno set, when that fails, or when there is one: none is ever written over.
    init?(path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return nil }
    }

    /// Adds all of the bytes or, as far as that can be brought about, none. Returns 0, or the errno value.
    func append(_ bytes: [UInt8]) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let code = count < 0 ? errno : EIO
                takeBack(bytes.count - rest.count)
                return code
            }
            rest = rest.dropFirst(count)
        }
        return 0
    }

    func close() { Glibc.close(descriptor) }

    private func takeBack(_ count: Int) {
        var status = stat()
        guard count > 0, fstat(descriptor, &status) == 0, status.st_size >= count else { return }
        _ = ftruncate(descriptor, status.st_size - count)
    }
}
