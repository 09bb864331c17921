public import NIOCore

/// The size of a terminal in character cells.
public struct WindowSize: Sendable, Hashable {
    public var columns: UInt16
    public var rows: UInt16

    public init(columns: UInt16, rows: UInt16) {
        self.columns = columns
        self.rows = rows
    }
}

/// What to run on a new terminal. Nothing of the server's own environment is inherited.
public struct TerminalCommand: Sendable {
    /// Absolute path of the program.
    public var executable: String
    /// The whole `argv`, the program's name included.
    public var arguments: [String]
    /// The child's whole environment.
    public var environment: [String: String]
    /// Absolute path of an existing directory.
    public var workingDirectory: String
    public var size: WindowSize

    public init(
        executable: String, arguments: [String], environment: [String: String], workingDirectory: String,
        size: WindowSize
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.size = size
    }
}

/// How a terminal's process ended, as `waitid` tells.
public enum ExitStatus: Sendable, Hashable {
    /// The process returned this code, 0 to 255.
    case exited(code: Int32)
    /// This signal ended the process.
    case signalled(signal: Int32)
}

/// What a terminal tells its owner. Calls come from any thread, but one at a time and in order; after
/// `terminalExited` there is none. A handler returns quickly: the caller may be an event loop.
public protocol TerminalHandler: AnyObject, Sendable {
    /// Bytes that the terminal printed, in order, each exactly once.
    func terminalOutput(_ bytes: ByteBuffer)
    /// `count` more bytes of those given to `write` are with the kernel, or were given up at the end.
    /// Called for what could not be written at once only.
    func terminalInputDrained(_ count: Int)
    /// The process has ended, and everything that the terminal printed has been handed over before.
    func terminalExited(_ status: ExitStatus)
}

/// One terminal and the process on it. All calls may come from any thread and none of them waits.
public protocol Terminal: AnyObject, Sendable {
    /// Also the id of the process group and of the kernel session that it leads.
    var processID: Int32 { get }
    /// The processes on it and those that they started.
    var processes: SessionProcesses { get }
    /// Begins to read, on `eventLoop` as long as the terminal is quiet. To be called once.
    func start(on eventLoop: any EventLoop, handler: any TerminalHandler)
    /// Stops reading, so that the kernel stops the process when it has printed some 16 KiB more. At most one
    /// more batch, already read, may arrive. Idempotent.
    func pauseOutput()
    /// Reads again. Idempotent.
    func resumeOutput()
    /// Limits reading to about this many bytes a second; nil lifts the limit.
    func limitOutput(bytesPerSecond: Int?)
    /// Types bytes. Returns how many of them could not be handed to the kernel at once and are queued; the
    /// handler hears when they are gone. The caller bounds the queue by not writing more.
    func write(_ bytes: ByteBuffer) -> Int
    /// Sets the size; the kernel sends SIGWINCH if it differs. Overtakes queued input.
    func resize(_ size: WindowSize)
    /// Sends a signal to the foreground process group. Overtakes queued input. False when there is none.
    @discardableResult func signalForeground(_ signal: Int32) -> Bool
    /// Ends every process of the kernel session: HUP (the leader gets more of them), after 2 s TERM, after 3 s more KILL.
    /// Returns at once; `terminalExited` follows. Idempotent.
    func end()
    /// True until every process of the kernel session, and all descriptors, are gone.
    func closed() async
}

extension Terminal {
    /// None, for terminals without a process.
    public var processes: SessionProcesses { .none }
}

/// Why no terminal could be made.
public struct SpawnError: Error, Sendable, CustomStringConvertible {
    /// The step that failed, as a metric label would have it: `forkpty`, `exec`, `chdir`, `descriptor_limit`, …
    public var reason: String
    public var errno: Int32
    /// A sentence for the person who asked, with the path and the system's words.
    public var description: String

    public init(reason: String, errno: Int32, description: String) {
        self.reason = reason
        self.errno = errno
        self.description = description
    }
}

/// Makes terminals. Asynchronous, and the result speaks of descriptors and process ids only, so that a helper
/// process can take this over without a change for the callers.
public protocol TerminalSpawner: Sendable {
    func spawn(_ command: TerminalCommand) async throws(SpawnError) -> any Terminal
}
