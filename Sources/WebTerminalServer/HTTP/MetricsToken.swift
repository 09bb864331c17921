/// What a scraper shows instead of a user's token: a text that both have in a file. Printing, interpolating or dumping
/// it does not show it.
public struct MetricsToken: Sendable, Equatable {
    private let bytes: [UInt8]

    /// In bytes: as many as a secret for tokens has.
    public static let minimumBytes = 32
    /// What a header has room for, in bytes.
    public static let maximumBytes = 1024

    /// Why it cannot be one: the end of a sentence that begins with where it came from.
    public struct Problem: Error, CustomStringConvertible {
        public let description: String
    }

    /// - Parameter bytes: the file's, which may end with a line feed.
    public init(_ bytes: [UInt8]) throws(Problem) {
        var bytes = bytes
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard (Self.minimumBytes...Self.maximumBytes).contains(bytes.count) else {
            throw Problem(
                description:
                    "must have \(Self.minimumBytes) to \(Self.maximumBytes) bytes, not \(bytes.count)")
        }
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(description: "must be one word of printable ASCII characters")
        }
        self.bytes = bytes
    }

    /// Takes as long for a token that is nearly right as for any other of its length.
    func matches(_ token: some StringProtocol) -> Bool {
        let shown = Array(token.utf8.prefix(Self.maximumBytes + 1))
        var difference = UInt8(shown.count == bytes.count ? 0 : 1)
        for index in bytes.indices {
            difference |= bytes[index] ^ (index < shown.count ? shown[index] : 0)
        }
        return difference == 0
    }
}

extension MetricsToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "MetricsToken(redacted)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
