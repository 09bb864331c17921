/// `[session]`: how a session behaves.
public struct SessionSettings: Sendable {
    /// The program of a session, by its absolute path.
    public var shell = "/bin/bash"
    /// What the shell is started with, its own name not included.
    public var arguments: [String] = []
    /// Variables of every session, besides the allow list.
    public var environment: [String: String] = [:]
    /// Where a shell starts unless the request says otherwise; nil: the home directory of the server's user.
    public var workingDirectory: String?
    /// A session without input, output and attach for this long ends, in seconds; 0: never.
    public var timeoutSeconds = 1800
    /// How long before that the viewers are warned, in seconds.
    public var timeoutWarningSeconds = 60
    /// A session ends at this age, in seconds; 0: never.
    public var maxDurationSeconds = 86_400
    /// The bound of the output log, in bytes. It grows to it as needed.
    public var outputLogBytes = 512 * 1024
    /// What may be on the way to a viewer that acknowledges, in bytes.
    public var flowControlWindowBytes = 256 * 1024
    /// For how long after an unclean drop of its last control viewer a log forgets nothing, in seconds.
    public var resumeGraceSeconds = 5
    /// How fast a session that nobody controls is read, in bytes a second.
    public var unattendedBytesPerSecond = 8 * 1024 * 1024
    /// For how long an ended session can still be looked at, in seconds.
    public var lingerSeconds = 300

    public init() {}
}

/// `[limits]` and `session.max_per_user`.
public struct SessionLimits: Sendable {
    public var maxSessionsTotal = 1000
    public var maxSessionsPerUser = 10
    public var maxViewersPerSession = 32

    public init() {}
}
