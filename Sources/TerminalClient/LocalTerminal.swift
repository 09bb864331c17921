internal import Glibc
internal import Synchronization
public import TerminalProtocol

/// The terminal that a command was started from.
public final class LocalTerminal: Sendable {
    private let descriptor: Int32
    /// What it was like before; nil: it is as it was.
    private let original = Mutex<Original?>(nil)

    private struct Original: Sendable { var modes: termios }

    /// Nil when the descriptor is no terminal.
    public init?(_ descriptor: Int32) {
        guard isatty(descriptor) == 1 else { return nil }
        self.descriptor = descriptor
    }

    /// Hands every key on as it is, signals and line editing included. What was typed before stays.
    public func makeRaw() {
        original.withLock { original in
            var modes = termios()
            guard original == nil, tcgetattr(descriptor, &modes) == 0 else { return }
            original = Original(modes: modes)
            cfmakeraw(&modes)
            tcsetattr(descriptor, TCSANOW, &modes)
        }
    }

    /// Makes it what it was. May be called at any time, and more than once.
    public func restore() {
        original.withLock { original in
            guard var modes = original?.modes else { return }
            original = nil
            // Not to wait: a terminal that takes no output would keep the process here.
            tcsetattr(descriptor, TCSANOW, &modes)
        }
    }

    public var isRaw: Bool { original.withLock { $0 != nil } }

    /// In cells, as far as the protocol has sizes; nil when the terminal does not know.
    public var size: TerminalSize? {
        var window = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
            return nil
        }
        return TerminalSize(
            cols: min(Int(window.ws_col), TerminalSize.colsRange.upperBound),
            rows: min(Int(window.ws_row), TerminalSize.rowsRange.upperBound))
    }
}
