/// What a test waited for in vain, and what it saw instead.
public struct TestFailure: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// The answer to an upgrade that was not granted.
public struct UpgradeRefused: Error, Sendable, CustomStringConvertible {
    public var status: Int
    /// Names in lower case.
    public var headers: [String: String]
    public var body: String

    public var description: String { "upgrade refused: \(status) \(headers) \(body)" }
}
