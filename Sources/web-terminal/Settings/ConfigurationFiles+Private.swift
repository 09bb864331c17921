import Glibc

// Files that decide who somebody is on a server.

extension ConfigurationFiles {
    /// A file that only its owner can change.
    ///
    /// - Returns: `isPrivate`: nor can all users read it.
    /// - Throws: what the system says, or why nobody should believe the file.
    static func readOwn(_ path: String) throws(FileError) -> (bytes: [UInt8], isPrivate: Bool) {
        let bytes = try read(path)
        var status = stat()
        guard stat(path, &status) == 0 else { return (bytes, false) }
        // A pipe, as of `<(…)`, is nobody else's.
        guard status.st_mode & S_IFMT == S_IFREG else { return (bytes, true) }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw FileError(description: "\(RawValue.escaped(path, limit: 200)) is somebody else's", errno: EPERM)
        }
        guard status.st_mode & 0o002 == 0 else {
            throw FileError(
                description: "\(RawValue.escaped(path, limit: 200)) can be changed by all users", errno: EPERM)
        }
        return (bytes, status.st_mode & 0o007 == 0)
    }

    /// A file that holds a secret of the person's own.
    static func readPrivate(_ path: String) throws(FileError) -> [UInt8] {
        let (bytes, isPrivate) = try readOwn(path)
        guard isPrivate else {
            throw FileError(
                description: "\(RawValue.escaped(path, limit: 200)) is open to all users: chmod 600", errno: EPERM)
        }
        return bytes
    }
}
