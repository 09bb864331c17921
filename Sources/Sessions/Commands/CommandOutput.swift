/// What a command has printed.
public struct CommandOutput: Sendable, Equatable {
    /// What is made into a text for one answer, in bytes as they were printed.
    public static let maximumRawBytes = 1024 * 1024

    /// Without escape sequences, lines ended by LF.
    public var text: String
    /// Whether something is missing in front: there was more than asked for, or it is forgotten.
    public var isTruncated: Bool
    /// Where all of it is in the session's output, whether retained or not.
    public var from: UInt64
    public var to: UInt64
}
