public import NIOCore
public import PseudoTerminal
public import TerminalProtocol

/// Gets all that a session's terminal prints, besides its viewers: what a recording is made of. It never gets what is
/// typed.
///
/// Calls come in the order of the terminal's output, one at a time, on whichever thread reads the terminal. They must
/// return at once: the shell's output waits for them.
public protocol OutputTap: Sendable {
    /// - Parameter time: of the monotonic clock, in nanoseconds; so everywhere here.
    func output(_ bytes: ByteBuffer, at time: Int64)
    /// Not in order with `output`: two threads may be at it.
    func resized(to size: TerminalSize, at time: Int64)
    /// Nothing follows.
    func ended(_ status: ExitStatus, at time: Int64)
}

/// Makes the tap of a new session; nil: nobody taps it.
public typealias OutputTapMaker =
    @Sendable (_ session: SessionID, _ name: String?, _ size: TerminalSize, _ time: Int64) -> (any OutputTap)?
