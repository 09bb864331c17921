internal import CPseudoTerminal
internal import Glibc

/// The names in an open directory, a buffer full at a time, however many there are.
struct DirectoryReader: ~Copyable {
    private let directory: Int32
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 * 1024, alignment: 8)
    private var filled = 0
    private var position = 0

    /// Begins at the first entry, whoever has read the descriptor before.
    init(_ directory: borrowing Descriptor) {
        self.directory = directory.number
        lseek(directory.number, 0, SEEK_SET)
    }

    deinit { buffer.deallocate() }

    /// The next name but `.` and `..`, and whether the file system says that it is a directory.
    mutating func next() throws(WorkspaceError) -> (name: [UInt8], isDirectory: Bool)? {
        while true {
            if position >= filled {
                let count = confined_read_entries(directory, buffer.baseAddress, buffer.count)
                // A directory that was removed while it was read has no entries.
                if count == 0 || count == -Int(ENOENT) { return nil }
                guard count > 0 else { throw WorkspaceError(errno: Int32(-count), "getdents") }
                (position, filled) = (0, count)
            }
            let entry = UnsafeRawBufferPointer(rebasing: buffer[position..<filled])
            position += Int(entry.loadUnaligned(fromByteOffset: Self.lengthOffset, as: UInt16.self))
            let name = Self.name(UnsafeRawBufferPointer(rebasing: entry.dropFirst(Self.nameOffset)))
            if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
            return (name, entry[Self.typeOffset] == UInt8(DT_DIR))
        }
    }

    /// What is in front of the first zero.
    private static func name(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        guard let start = bytes.baseAddress, let end = memchr(start, 0, bytes.count) else { return Array(bytes) }
        return Array(UnsafeRawBufferPointer(start: start, count: UnsafeRawPointer(end) - start))
    }

    // struct linux_dirent64: inode and offset of 8 bytes each, the entry's length, its type, its name.
    private static let lengthOffset = 16
    private static let typeOffset = 18
    private static let nameOffset = 19
}
