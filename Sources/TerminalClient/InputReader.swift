internal import Glibc
internal import LineOutput
internal import NIOCore
internal import SystemThreads

/// Reads what is typed or piped in, on a thread of its own. One piece is on its way at a time: who gets it says when
/// the next may be read.
final class InputReader: Sendable {
    /// A paste comes in pieces of the kernel's, which are smaller.
    private static let pieceBytes = 16 * 1024

    private struct Turn {
        var mayRead = true
        var isOver = false
    }

    private let turn = Monitor(Turn())
    private let descriptor: Int32
    private let onInput: @Sendable (ByteBuffer?) -> Void

    /// - Parameter onInput: gets each piece, on the reader's thread; nil: there is no more.
    init(from descriptor: Int32, onInput: @escaping @Sendable (ByteBuffer?) -> Void) {
        self.descriptor = descriptor
        self.onInput = onInput
    }

    func start() {
        guard SystemThread.start(name: "input", { self.run() }) == 0 else { return onInput(nil) }
    }

    /// The last piece has been taken.
    func next() { turn.update { $0.mayRead = true } }

    /// Nothing is handed on any more. A read that waits goes on waiting until the process ends.
    func stop() { turn.update { $0.isOver = true } }

    private func run() {
        while true {
            let goesOn = turn.wait { turn -> Bool? in
                if turn.isOver { return false }
                guard turn.mayRead else { return nil }
                turn.mayRead = false
                return true
            }
            guard goesOn == true else { return }
            let piece = read()
            guard !turn.withLock({ $0.isOver }) else { return }
            onInput(piece)
            guard piece != nil else { return }
        }
    }

    private func read() -> ByteBuffer? {
        var bytes = [UInt8](repeating: 0, count: Self.pieceBytes)
        while true {
            let count = Glibc.read(descriptor, &bytes, bytes.count)
            if count > 0 { return ByteBuffer(bytes: bytes[..<count]) }
            guard count < 0, errno == EINTR || errno == EAGAIN else { return nil }
            if errno == EAGAIN {
                var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                poll(&place, 1, -1)
            }
        }
    }
}
