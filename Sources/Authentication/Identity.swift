/// What a verified token lets its bearer do, beyond owning sessions.
public enum Role: String, Sendable {
    case admin
    case user
    case viewer
}

/// Who a verified token speaks for.
public struct Identity: Sendable, Equatable {
    /// The token's `sub`.
    public var userID: String
    public var groups: [String]
    public var role: Role
    /// The token's `exp`, in seconds since 1970, without leeway.
    public var expiresAt: Int64

    public init(userID: String, groups: [String] = [], role: Role = .user, expiresAt: Int64) {
        self.userID = userID
        self.groups = groups
        self.role = role
        self.expiresAt = expiresAt
    }

    /// In bytes.
    public static let maximumUserIDBytes = 256

    /// Whether a `sub` can name a user: 1 to `maximumUserIDBytes` printable ASCII characters, no space at either
    /// end, and nothing that means another place when it is read as a path.
    ///
    /// ASCII is what OpenID Connect demands of `sub`. Beyond it different texts are equal to Swift (U+212A and K),
    /// and two subjects must never own the same sessions.
    public static func isValidUserID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (1...maximumUserIDBytes).contains(bytes.count), bytes.allSatisfy({ (0x20...0x7E).contains($0) }),
            bytes.first != 0x20, bytes.last != 0x20, bytes.first != UInt8(ascii: "/")
        else { return false }
        return bytes.split(whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") })
            .allSatisfy { !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
    }
}
