/// What may be put into a workspace through the server. Programs in the shell are not bound by it: their bytes are
/// counted, but only the machine's own quotas stop them.
public struct WorkspaceLimits: Sendable, Equatable {
    /// Bytes of one file.
    public var fileBytes = 100_000_000
    /// Bytes of all files.
    public var workspaceBytes = 1_000_000_000
    /// Files and directories. Also what a walk looks at, at most.
    public var files = 100_000

    public init() {}
}
