public import NIOCore
public import TerminalProtocol

internal import PseudoTerminal
internal import Synchronization

/// What programs do that do not look at the session.
extension Session {
    /// Types bytes.
    ///
    /// - Returns: false when so much waits for the shell already that no more is taken, or when it has ended.
    public func type(_ bytes: ByteBuffer) -> Bool {
        let now = clocks.monotonic()
        return guarded.withLock { guarded in
            guard guarded.state.exit == nil, guarded.queuedInput <= Self.inputQueueBytes else { return false }
            type(bytes, &guarded, now: now)
            return true
        }
    }

    /// Signals the foreground process group. False when there is none.
    public func signal(_ signal: Int32) -> Bool { terminal.signalForeground(signal) }

    /// Sets the terminal's size; all viewers hear of it. The last one that asks wins.
    public func resize(to size: TerminalSize) {
        tell(guarded.withLock { resize(to: size, &$0) })
    }

    /// With the session's lock held, so that nothing that is typed comes between what was decided and this.
    func type(_ bytes: ByteBuffer, _ guarded: inout Guarded, now: Int64) {
        guarded.state.lifetime.touch(now: now)
        guarded.typedBytes += UInt64(bytes.readableBytes)
        if TerminalReport.isTyped(bytes.readableBytesView) { guarded.keystrokes += 1 }
        meters?.typedBytes.add(UInt64(bytes.readableBytes), ordering: .relaxed)
        guarded.queuedInput += terminal.write(bytes)
    }
}
