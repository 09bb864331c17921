internal import StrictJSON

/// What a payload says, checked for type and form but not yet against policy and clock.
struct TokenClaims {
    /// The claims that have a meaning of their own here, and so cannot hold groups or roles.
    static let ownNames: Set<String> = ["sub", "exp", "nbf", "iat", "iss", "aud", "jti"]
    /// In bytes.
    static let maximumGroupBytes = 256
    /// The latest time that is told apart, in seconds since 1970: the year 2262. Later ones count as this one, so that
    /// arithmetic in nanoseconds with what a token says cannot overflow.
    static let latestTime: Int64 = Int64.max / 1_000_000_000

    let subject: String
    /// Nil unless it is a string.
    let issuer: String?
    /// Empty unless it is a string or an array of strings.
    let audiences: [String]
    /// In whole seconds since 1970, rounded up, as `notBefore`: for a clock that counts whole seconds, "before 1.5"
    /// and "before 2" are the same.
    let expiresAt: Int64
    let notBefore: Int64?
    let groups: [String]
    /// Nil when the claim is absent or names no role of ours, which others use the claim for, too.
    let role: Role?

    /// - Throws: `malformed` for what is no JSON object, `claims` for a claim that is missing or of the wrong type.
    init(parsing payload: [UInt8], groupsClaim: String, roleClaim: String) throws(TokenError) {
        guard let members = (try? JSONValue(parsing: payload))?.objectValue else { throw .malformed }
        guard let subject = members["sub"]?.stringValue, Identity.isValidUserID(subject),
            let expiresAt = members["exp"].flatMap(Self.time),
            let groups = Self.groups(members[groupsClaim])
        else { throw .claims }
        self.subject = subject
        self.expiresAt = expiresAt
        self.groups = groups
        notBefore = try Self.optionalTime(members["nbf"])
        _ = try Self.optionalTime(members["iat"])
        issuer = members["iss"]?.stringValue
        audiences = Self.strings(members["aud"]) ?? []
        role = try Self.role(members[roleClaim])
    }

    private static func optionalTime(_ value: JSONValue?) throws(TokenError) -> Int64? {
        guard let value else { return nil }
        guard let time = time(value) else { throw .claims }
        return time
    }

    private static func time(_ value: JSONValue) -> Int64? {
        switch value {
        case .integer(let seconds): min(max(seconds, -latestTime), latestTime)
        // Clamped before it is converted: the conversion traps on what does not fit.
        case .number(let seconds): Int64(min(max(seconds.rounded(.up), Double(-latestTime)), Double(latestTime)))
        default: nil
        }
    }

    /// `null` stands for an empty list, because that is how some issuers write one.
    private static func groups(_ value: JSONValue?) -> [String]? {
        guard let value, !value.isNull else { return [] }
        guard let groups = strings(value), groups.allSatisfy(isGroupName) else { return nil }
        return groups
    }

    private static func isGroupName(_ text: String) -> Bool {
        (1...maximumGroupBytes).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    private static func role(_ value: JSONValue?) throws(TokenError) -> Role? {
        guard let value, !value.isNull else { return nil }
        guard let name = value.stringValue else { throw .claims }
        return Role(rawValue: name)
    }

    /// The strings of an array that holds nothing else, or the one string; nil for anything else.
    private static func strings(_ value: JSONValue?) -> [String]? {
        switch value {
        case .string(let text): return [text]
        case .array(let elements):
            let strings = elements.compactMap(\.stringValue)
            return strings.count == elements.count ? strings : nil
        default: return nil
        }
    }
}
