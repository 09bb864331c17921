import Glibc

/// Reads the lines of a file that may be large.
enum LineReader {
    /// Of a longer line no more than this is handed on, in bytes.
    private static let maximumLineBytes = 1 << 20

    /// - Parameter body: gets each line without its line feed; `isWhole`: there was one.
    static func read(_ path: String, _ body: (_ line: [UInt8], _ isWhole: Bool) -> Void) throws(FileError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("cannot open", path) }
        defer { close(file) }
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("cannot read", path) }
            guard count > 0 else { break }
            var rest = buffer[..<count]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line += rest[..<end]
                body(line, true)
                line = []
                rest = rest[(end + 1)...]
            }
            line += rest.prefix(max(0, maximumLineBytes - line.count))
        }
        if !line.isEmpty { body(line, false) }
    }

    private static func failure(_ attempt: String, _ path: String) -> FileError {
        let code = errno
        return FileError(
            description: "\(attempt) \(RawValue.escaped(path, limit: 200)): \(String(cString: strerror(code)))",
            errno: code)
    }
}
