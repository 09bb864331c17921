internal import CPseudoTerminal
internal import Glibc
internal import NIOCore
internal import Synchronization

/// What goes to a terminal: bytes, sizes and signals, from any thread. Owner of the terminal's descriptors, which it
/// gives away under the same lock that every use of them takes: no call meets a number that is somebody else's.
final class TerminalInput: Sendable {
    /// All that is open of one terminal. -1: not, or no more.
    struct Descriptors: Sendable, Hashable {
        var master: Int32
        /// Keeps the master from hanging up.
        var slave: Int32
        /// For the loop's channel, until that has taken it over.
        var reader: Int32

        static let none = Descriptors(master: -1, slave: -1, reader: -1)

        func closeAll() {
            for descriptor in [reader, slave, master] where descriptor >= 0 { close(descriptor) }
        }
    }

    private struct State {
        var descriptors: Descriptors
        var queue = InputQueue()
    }

    private let state: Mutex<State>

    init(_ descriptors: Descriptors) {
        state = Mutex(State(descriptors: descriptors))
    }

    /// There is input that the kernel has not taken.
    var isQueued: Bool { state.withLock { !$0.queue.isEmpty } }

    /// Writes what the kernel takes at once and queues the rest. Returns how much was queued, and whether the poller
    /// has to be told. Bytes for a terminal that has ended are dropped.
    func write(_ bytes: ByteBuffer) -> (queued: Int, isFirst: Bool) {
        state.withLock { state in
            guard state.descriptors.master >= 0, bytes.readableBytes > 0 else { return (0, false) }
            var rest = bytes
            let isFirst = state.queue.isEmpty
            if isFirst {
                rest.moveReaderIndex(forwardBy: Self.writeOnce(bytes, to: state.descriptors.master) ?? 0)
            }
            state.queue.append(rest)
            return (rest.readableBytes, isFirst && rest.readableBytes > 0)
        }
    }

    /// Writes what the kernel takes of the queue. Returns how many bytes are gone from it.
    func writeQueued() -> Int {
        state.withLock { state in
            var gone = 0
            while let chunk = state.queue.first {
                // Nil: the terminal hung up, and they can never be written.
                guard let written = Self.writeOnce(chunk, to: state.descriptors.master) else {
                    return gone + state.queue.removeAll()
                }
                gone += written
                state.queue.advance(by: written)
                if written < chunk.readableBytes { break }
            }
            return gone
        }
    }

    func resize(_ size: WindowSize) {
        state.withLock { state in
            guard state.descriptors.master >= 0 else { return }
            _ = cpty_resize(state.descriptors.master, size.columns, size.rows)
        }
    }

    /// False when there is no foreground group, or it may not be sent that signal.
    func signalForeground(_ signal: Int32) -> Bool {
        state.withLock { state in
            guard state.descriptors.master >= 0 else { return false }
            return cpty_signal_foreground(state.descriptors.master, signal) == 0
        }
    }

    /// Hands the loop's descriptor over; -1 when it is gone.
    func takeReader() -> Int32 {
        state.withLock { state in
            defer { state.descriptors.reader = -1 }
            return state.descriptors.reader
        }
    }

    /// From now on every call does nothing. Returns the descriptors, which the caller has to close, and how many
    /// queued bytes were given up.
    func shutDown() -> (descriptors: Descriptors, abandoned: Int) {
        state.withLock { state in
            defer { state.descriptors = .none }
            return (state.descriptors, state.queue.removeAll())
        }
    }

    /// One write. The number of bytes taken, or nil when none ever will be.
    private static func writeOnce(_ bytes: ByteBuffer, to descriptor: Int32) -> Int? {
        bytes.withUnsafeReadableBytes { bytes in
            while true {
                let written = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
                if written >= 0 { return written }
                if errno == EAGAIN { return 0 }
                if errno != EINTR { return nil }
            }
        }
    }
}
