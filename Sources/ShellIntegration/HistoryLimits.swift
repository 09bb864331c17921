/// How much of a session's commands is kept in memory.
public struct HistoryLimits: Sendable, Hashable {
    /// No command text is longer, whatever is asked for: shells send no more.
    public static let maximumCommandBytes = 4096
    /// No path of a mark is longer: PATH_MAX.
    public static let maximumPathBytes = 4096

    /// Commands kept; beyond that the oldest is forgotten. At least 1.
    public var entries: Int
    /// Bytes of text kept of a command, in UTF-8; 1 to `maximumCommandBytes`.
    public var commandBytes: Int

    public init(entries: Int = 1000, commandBytes: Int = maximumCommandBytes) {
        self.entries = max(1, entries)
        self.commandBytes = min(max(1, commandBytes), Self.maximumCommandBytes)
    }
}
