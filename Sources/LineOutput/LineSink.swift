internal import Glibc

/// What takes lines in the end. Used by one thread, which it may block.
package protocol LineSink: Sendable {
    /// How much to write in one go, in bytes; a longer line goes alone.
    var batchBytes: Int { get }
    /// Writes lines, each with its line feed, in order. Returns how many of them are written, which are never written
    /// again, and why the next one is not.
    mutating func write(_ lines: ArraySlice<[UInt8]>) -> LineProgress
    /// Opens anew what has a name, because its file may have been moved away.
    mutating func reopen() -> LineSinkError?
    /// Nothing more will come.
    mutating func close()
}

extension LineSink {
    package var batchBytes: Int { 64 << 10 }
}

package struct LineProgress: Sendable, Equatable {
    package var written: Int
    /// Nil: all lines are written.
    package var error: LineSinkError?
    /// The line behind those written will never be taken.
    package var isRefused = false

    package init(written: Int, error: LineSinkError? = nil, isRefused: Bool = false) {
        self.written = written
        self.error = error
        self.isRefused = isRefused
    }
}

/// Why lines cannot be written.
public struct LineSinkError: Error, Sendable, Equatable, CustomStringConvertible {
    /// `cannot open /var/log/audit.log: Permission denied`
    public var description: String
    /// The system's number for it.
    public var errno: Int32

    package init(_ attempt: String, errno: Int32) {
        self.errno = errno
        let words = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let text = buffer.baseAddress, strerror_r(errno, text, buffer.count) == 0 else {
                return "error \(errno)"
            }
            return String(cString: text)
        }
        description = "\(attempt): \(words)"
    }
}
