internal import CPseudoTerminal
internal import Glibc

/// An open file or directory, closed with the last reference to it.
final class Descriptor: Sendable {
    /// O_PATH: names a place, and opens nothing there.
    static let place = Int32(CONFINED_PLACE)

    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Opens `path` beneath this directory; see `confined_open`.
    func open(
        _ path: [UInt8], _ flags: Int32, mode: mode_t = 0, links: confined_links = CONFINED_LINKS_BENEATH
    ) throws(WorkspaceError) -> Descriptor {
        let opened = path.withCString { confined_open(number, $0, flags, mode, links) }
        guard opened >= 0 else { throw WorkspaceError(errno: -opened, "open") }
        return Descriptor(opened)
    }

    func status() throws(WorkspaceError) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw WorkspaceError(errno: errno, "stat") }
        return status
    }

    /// Whether the file system is still there, and nobody has removed the directory.
    var isLinked: Bool { (try? status().st_nlink).map { $0 > 0 } ?? false }
}

extension [UInt8] {
    /// The bytes as a name for the kernel. They contain no zero.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        let terminated = self + [0]
        return terminated.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map(body) ?? body("")
            }
        }
    }
}

extension stat {
    var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
    var isDirectory: Bool { st_mode & S_IFMT == S_IFDIR }
    var isLink: Bool { st_mode & S_IFMT == S_IFLNK }
    /// What it takes of the disk. The kernel counts in units of 512 bytes.
    var diskBytes: Int { Int(st_blocks) * 512 }
}
