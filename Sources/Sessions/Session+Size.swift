internal import PseudoTerminal
internal import Synchronization
public import TerminalProtocol

// The terminal has the size that the control viewer has room for who did something last.
extension Session {
    /// Sets the terminal's size, if the viewer may. The last one that does anything wins.
    public func resize(_ viewer: ViewerID, to size: TerminalSize) -> Bool {
        guard mayControl(viewer) else { return false }
        let change = guarded.withLock { guarded -> SizeChange? in
            guard let wish = guarded.state.act(viewer, wish: size) else { return nil }
            return resize(to: wish, &guarded)
        }
        tell(change)
        return true
    }

    /// What a new size has to be told to.
    struct SizeChange {
        var size: TerminalSize
        /// Those who can take it at once; the others have output in front of it.
        var notify: [any Viewer]
    }

    /// With the session's lock held, so that of two sizes the one remembered is the one that the terminal has, and
    /// behind the same byte for everybody. Nil: it has that size.
    func resize(to size: TerminalSize, _ guarded: inout Guarded) -> SizeChange? {
        guard guarded.state.resize(to: size) else { return nil }
        terminal.resize(WindowSize(columns: UInt16(size.cols), rows: UInt16(size.rows)))
        return SizeChange(size: size, notify: guarded.state.notifyAll())
    }

    func tell(_ change: SizeChange?) {
        guard let change else { return }
        resizeScreen()
        tap?.resized(to: change.size, at: clocks.monotonic())
        for viewer in change.notify { viewer.outputAvailable() }
    }
}
