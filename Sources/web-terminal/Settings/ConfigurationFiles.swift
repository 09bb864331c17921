import Glibc

/// Why a file cannot be used, in words for the user.
struct FileError: Error, CustomStringConvertible {
    var description: String
    /// The system's number for it.
    var errno: Int32
}

/// The few looks at the file system that reading a configuration takes.
enum ConfigurationFiles {
    /// More is no configuration and no secret.
    static let maximumBytes = 1 << 20

    /// The whole of a file.
    static func read(_ path: String) throws(FileError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("cannot open", path) }
        defer { close(file) }
        var bytes: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 1)
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(file, buffer.baseAddress, buffer.count)
            if count < 0 {
                if Glibc.errno == EINTR { continue }
                throw failure("cannot read", path)
            }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= maximumBytes else {
                let limit = ByteSize.format(maximumBytes)
                throw FileError(description: "\(RawValue.escaped(path)) is larger than \(limit)", errno: EFBIG)
            }
        }
    }

    static func isExecutableFile(_ path: String) -> Bool { kind(of: path) == S_IFREG && access(path, X_OK) == 0 }

    static func isDirectory(_ path: String) -> Bool { kind(of: path) == S_IFDIR && access(path, X_OK) == 0 }

    /// Whether users who neither own a file nor are in its group may read or change it.
    static func isOpenToOthers(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o007 != 0
    }

    private static func kind(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private static func failure(_ attempt: String, _ path: String) -> FileError {
        let code = Glibc.errno
        return FileError(
            description: "\(attempt) \(RawValue.escaped(path)): \(String(cString: strerror(code)))", errno: code)
    }
}
