public import Authentication

/// Whom a bearer token speaks for.
public enum Principal: Sendable, Equatable {
    /// Somebody the identity service knows.
    case user(Identity)
    /// Whoever holds the link to one session. Such a bearer has no name, owns nothing, and reaches nothing but that
    /// session.
    case share(SharePass)

    /// Nil for the bearer of a share, who is nobody in particular.
    public var identity: Identity? {
        if case .user(let identity) = self { identity } else { nil }
    }

    public var userID: String? { identity?.userID }

    public var share: SharePass? {
        if case .share(let pass) = self { pass } else { nil }
    }

    /// When the token stops being good, in seconds since 1970.
    public var expiresAt: Int64 {
        switch self {
        case .user(let identity): identity.expiresAt
        case .share(let pass): pass.expiresAt
        }
    }
}
