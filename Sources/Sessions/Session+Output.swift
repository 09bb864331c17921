public import NIOCore

import Synchronization

/// Bytes that a session has printed, or why there are none.
public enum RetainedOutput: Sendable, Equatable {
    /// `bytes` begin at the offset `from`; `end` is behind the newest byte that was ever printed.
    case bytes(ByteBuffer, from: UInt64, end: UInt64)
    /// Of the range asked for, some is forgotten or not printed yet: there is what lies in this one.
    case outOfRange(from: UInt64, end: UInt64)
}

extension Session {
    /// What was printed and is still in memory, from `from` (nil: the oldest byte there is) up to `to` (nil: the newest),
    /// but at most `limit` bytes. A `to` beyond the newest byte stands for that.
    public func output(from: UInt64?, to: UInt64?, limit: Int) -> RetainedOutput {
        guarded.withLock { guarded in
            let log = guarded.state.log
            let first = from ?? log.start
            guard first >= log.start, first <= log.end, to ?? log.end >= first else {
                return .outOfRange(from: log.start, end: log.end)
            }
            let count = Int(min(min(to ?? log.end, log.end) - first, UInt64(limit)))
            var bytes = ByteBufferAllocator().buffer(capacity: count)
            bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
                log.copy(from: first, into: UnsafeMutableRawBufferPointer(rebasing: target.prefix(count)))
            }
            return .bytes(bytes, from: first, end: log.end)
        }
    }
}
