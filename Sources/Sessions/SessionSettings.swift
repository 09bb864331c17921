/// `[session]`: how a session behaves.
public struct SessionSettings: Sendable {
    /// The program of a session, by its absolute path.
    public var shell = "/bin/bash"
    /// What the shell is started with, its own name not included.
    public var arguments: [String] = []
    /// Variables of every session, besides the allow list.
    public var environment: [String: String] = [:]
    /// Where a shell starts unless the request says otherwise; nil: at its home.
    public var workingDirectory: String?
    /// What is a shell's home.
    public var home = SessionHome.workspace
    /// The directory that the workspaces of all sessions are in; nil: one in /tmp, by the number of the server's user.
    public var workspaceRoot: String?
    /// The files of one session together, in bytes, as far as they come through the server.
    public var workspaceQuotaBytes = 1_000_000_000
    /// A session without input, output and attach for this long ends, in seconds; 0: never.
    public var timeoutSeconds = 1800
    /// How long before that the viewers are warned, in seconds.
    public var timeoutWarningSeconds = 60
    /// A session ends at this age, in seconds; 0: never.
    public var maxDurationSeconds = 86_400
    /// The bound of the output log, in bytes. It grows to it as needed.
    public var outputLogBytes = 512 * 1024
    /// Lines above the screen that the server remembers, for viewers that come later.
    public var scrollbackLines = 5_000
    /// Whether the server knows what terminals show. Without, viewers that come get what is in the log, and nobody
    /// answers programs that ask their terminal something.
    public var keepsScreen = true
    /// What may be on the way to a viewer that acknowledges, in bytes.
    public var flowControlWindowBytes = 256 * 1024
    /// For how long after an unclean drop of its last control viewer a log forgets nothing, in seconds.
    public var resumeGraceSeconds = 5
    /// How fast a session that nobody controls is read, in bytes a second.
    public var unattendedBytesPerSecond = 8 * 1024 * 1024
    /// Whether shells that can are started so that they tell which commands they run.
    public var shellIntegration = true
    /// Commands that are remembered of a session; beyond that the oldest is forgotten.
    public var historyEntries = 1000
    /// For how long an ended session can still be looked at, in seconds.
    public var lingerSeconds = 300

    public init() {}
}

/// What HOME is in a session, and where its shell starts.
public enum SessionHome: String, Sendable, CaseIterable {
    /// The session's workspace, which goes with it.
    case workspace
    /// The home directory of the server's user.
    case account
}

/// `[limits]` and `session.max_per_user`.
public struct SessionLimits: Sendable {
    public var maxSessionsTotal = 1000
    public var maxSessionsPerUser = 10
    public var maxViewersPerSession = 32
    /// One file that is put into a workspace, and one request that does so, in bytes.
    public var maxUploadBytes = 100_000_000
    public var maxSharesPerSession = 16

    public init() {}
}
