internal import Glibc
internal import LineOutput
internal import NIOCore
internal import SystemThreads

/// Writes to a terminal, a pipe or a file that may not take it, on a thread that has nothing else to do: keys and
/// acknowledgements do not wait behind it.
final class OutputWriter: Sendable {
    private struct Queue {
        var pieces: [(bytes: ByteBuffer, done: @Sendable () -> Void)] = []
        var isOver = false
    }

    private let queue = Monitor(Queue())
    private let descriptor: Int32
    /// Somebody who reads no more.
    private let onFailure: @Sendable () -> Void

    init(to descriptor: Int32, onFailure: @escaping @Sendable () -> Void) {
        self.descriptor = descriptor
        self.onFailure = onFailure
    }

    func start() {
        guard SystemThread.start(name: "output", { self.run() }) == 0 else { return onFailure() }
    }

    /// - Parameter done: called on the writer's thread, when all of it is written.
    func write(_ bytes: ByteBuffer, done: @escaping @Sendable () -> Void) {
        queue.update { $0.pieces.append((bytes, done)) }
    }

    /// What is not being written yet never will be.
    func stop() {
        queue.update { queue in
            queue.pieces = []
            queue.isOver = true
        }
    }

    private func run() {
        while let piece = queue.wait({ queue -> (bytes: ByteBuffer, done: @Sendable () -> Void)?? in
            if queue.isOver { return .some(nil) }
            return queue.pieces.isEmpty ? nil : .some(queue.pieces.removeFirst())
        }) ?? nil {
            guard write(piece.bytes) else {
                stop()
                return onFailure()
            }
            piece.done()
        }
    }

    private func write(_ bytes: ByteBuffer) -> Bool {
        var bytes = bytes
        while bytes.readableBytes > 0 {
            let count = bytes.withUnsafeReadableBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                bytes.moveReaderIndex(forwardBy: count)
            } else if errno == EAGAIN {
                // Somebody else who has this terminal open has made it so.
                var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&place, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
