public import PseudoTerminal
public import ShellIntegration
public import Workspaces

/// Where a session is in its life.
public enum SessionStatus: String, Sendable, CaseIterable {
    case running
    case exited
}

/// What a new session should be.
public struct SessionRequest: Sendable {
    public var columns = 80
    public var rows = 24
    public var name: String?
    public var labels: [String: String] = [:]
    /// Added to the environment that every session gets. The names of the allow list that the server sets itself
    /// are refused.
    public var environment: [String: String] = [:]
    public var workingDirectory: String?

    public init() {}
}

/// A session as others may see it at one moment. Times are in seconds since 1970.
public struct SessionSummary: Sendable {
    public var id: SessionID
    public var name: String?
    public var labels: [String: String]
    /// How often name or labels have been changed.
    public var revision: UInt64
    public var userID: String
    public var status: SessionStatus
    public var createdAt: Double
    public var lastActivityAt: Double
    /// When the idle timeout will end it if nothing happens, or its age will; nil: never.
    public var expiresAt: Double?
    public var columns: Int
    public var rows: Int
    public var viewers: Int
    public var processID: Int32
    /// The names of the environment variables that the request for the session brought, sorted. The values, which may
    /// be secrets, stay where they are.
    public var environmentNames: [String]
    /// Where the shell is, as far as it has told; nil: it has not, or has ended.
    public var workingDirectory: String?
    /// What it has told that it runs; nil: nothing, or it does not tell.
    public var command: ShellCommand?
    public var exit: ExitStatus?
    /// When its process ended, and how long that ran; nil: it runs.
    public var endedAt: Double?
    public var durationMilliseconds: Int?
    /// Bytes printed so far.
    public var outputOffset: UInt64
    /// The first byte that is still in memory.
    public var outputRetainedFrom: UInt64
    /// Whether what it prints is recorded.
    public var isRecorded: Bool
    /// What the server holds for it, in bytes: log and queues.
    public var memoryBytes: Int
}

/// Why a session could not be made or reached.
public enum SessionError: Error, Sendable {
    case userLimit(Int)
    case totalLimit(Int)
    case viewerLimit(Int)
    case spawn(SpawnError)
    /// Its workspace could not be made.
    case workspace(WorkspaceError)
    case notFound
    /// A field of the request, and what is wrong with it.
    case invalid(field: String, message: String)
    case shuttingDown
}
