public import Synchronization

/// What all sessions add to, without a lock: for whoever wants to know how much goes through them.
public final class SessionMeters: Sendable {
    /// Bytes that viewers typed, each accepted for its terminal.
    public let typedBytes = Atomic<UInt64>(0)
    /// Bytes that terminals printed, each counted once however many look on.
    public let printedBytes = Atomic<UInt64>(0)
    /// For how long terminals were not read because nobody had room for more. Up to date once `Session.measure` was
    /// called for all.
    public let pausedNanoseconds = Atomic<UInt64>(0)
    /// Is told how long the echo of a keystroke took, see `EchoProbe`; called on the thread that read the terminal.
    let onEcho: @Sendable (_ nanoseconds: Int64) -> Void

    public init(onEcho: @escaping @Sendable (_ nanoseconds: Int64) -> Void) {
        self.onEcho = onEcho
    }
}

/// What a session costs at one moment.
public struct SessionMeasurement: Sendable {
    public var id: SessionID
    /// Also the id of the kernel session of its processes.
    public var processID: Int32
    /// False: the shell is gone, and the session is there for those who come to see how it ended.
    public var isRunning: Bool
    public var viewers: Int
    /// What the server holds for it, in bytes: log and queues.
    public var memoryBytes: Int
    public var typedBytes: UInt64
    public var printedBytes: UInt64
}
