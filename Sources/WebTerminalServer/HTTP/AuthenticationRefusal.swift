internal import Authentication

/// Why a token, or the secret of a share, did not let anybody in.
enum AuthenticationRefusal: Error {
    case token(TokenError)
    /// No share has that secret, or not any more.
    case share
    /// It was not even looked at, or once too often.
    case limited(RateLimitExceeded)

    /// What is told about it.
    var failure: AuthenticationFailure? {
        switch self {
        case .token(let error): .refused(error)
        case .share: .share
        case .limited: nil
        }
    }

    /// Whether this may have been a guess. Whoever signed a token that is too old, or meant for somebody else, has the
    /// secret and need not guess it.
    var isGuess: Bool {
        switch self {
        case .token(.tooLong), .token(.malformed), .token(.algorithm), .token(.signature), .share: true
        case .token, .limited: false
        }
    }
}
