internal import Glibc

/// The file of a unix socket that the server listens on.
struct UnixSocket: Equatable, Sendable {
    let path: String
    /// Who may connect: those who may write to the file.
    let mode: mode_t

    /// - Parameters:
    ///   - path: absolute, or relative to the current directory.
    ///   - mode: in octal, such as `0660`.
    init(path: String, mode: String) throws(InvalidSetting) {
        // Before it come two bytes of the address family, and a zero byte ends it.
        guard (1..<MemoryLayout.size(ofValue: sockaddr_un().sun_path)).contains(path.utf8.count) else {
            throw InvalidSetting(key: "server.unix_socket", message: "the path must have 1 to 107 bytes")
        }
        guard (3...4).contains(mode.utf8.count), mode.utf8.allSatisfy({ (0x30...0x37).contains($0) }),
            let bits = mode_t(mode, radix: 8), bits <= 0o777
        else {
            throw InvalidSetting(
                key: "server.unix_socket_mode", message: "\"\(mode)\" is not a mode such as 0660")
        }
        self.path = path
        self.mode = bits
    }

    /// Makes sure that nobody listens there. A file that is left over is for the bind to replace.
    func checkFree() throws(SystemFailure) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw SystemFailure(code: errno)
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw SystemFailure(code: EEXIST) }
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemFailure(code: errno) }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if result == 0 { throw SystemFailure(code: EADDRINUSE) }
        guard errno == ECONNREFUSED else { throw SystemFailure(code: errno) }
    }

    /// Sets the mode of the socket that has just been bound. Until then the process's umask kept others out.
    func restrict() throws(SystemFailure) {
        guard chmod(path, mode) == 0 else { throw SystemFailure(code: errno) }
    }
}

/// What the system said no with.
struct SystemFailure: Error, CustomStringConvertible {
    var code: CInt
    var description: String { String(cString: strerror(code)) }
}
