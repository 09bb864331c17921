import NIOCore
import TerminalProtocol

/// Bytes that put a viewer's terminal into the state of the session's.
struct ScreenPicture: Sendable {
    var bytes: ByteBuffer
    /// Everything below is in it; the stream goes on here.
    var offset: UInt64
    var size: TerminalSize
    /// The last change of the size that is in it.
    var mark: UInt64
}

/// Why a viewer gets the screen instead of what was printed. The raw value is a metric's label, and told to the client.
public enum RepaintCause: String, Sendable, CaseIterable {
    /// It came without a place in the stream, or with one that is forgotten.
    case attached
    /// It had no room for longer than there was reason to wait, or than the log remembers.
    case fellBehind = "fell_behind"
    /// Somebody there interrupted a program, and wants to see what is now and not what was.
    case interrupt
    /// It asked for it.
    case requested
}
