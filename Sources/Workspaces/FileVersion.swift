internal import Glibc

/// Tells one state of a file from another: another file of the same name, or other contents, have another version.
public struct FileVersion: Sendable, Hashable, CustomStringConvertible {
    private let inode: UInt64
    private let size: Int
    private let modified: Int64
    /// A program may set the other time as it likes, but not this one.
    private let changed: Int64

    init(_ status: stat) {
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
    }

    /// Hexadecimal digits and hyphens.
    public var description: String {
        [UInt64(size), UInt64(bitPattern: modified), UInt64(bitPattern: changed), inode]
            .map { String($0, radix: 16) }.joined(separator: "-")
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
