/// The lists of a policy: who is let in, and as what.
struct AccessRules: Sendable {
    private let admins: ExactNames
    private let viewers: ExactNames
    private let allowedUsers: ExactNames
    private let allowedGroups: ExactNames
    private let deniedUsers: ExactNames

    init(_ policy: TokenPolicy) {
        admins = ExactNames(policy.adminGroups)
        viewers = ExactNames(policy.viewerGroups)
        allowedUsers = ExactNames(policy.allowedUsers)
        allowedGroups = ExactNames(policy.allowedGroups)
        deniedUsers = ExactNames(policy.deniedUsers)
    }

    func allows(user: String, groups: [String]) -> Bool {
        if deniedUsers.contains(user) { return false }
        if allowedUsers.isEmpty, allowedGroups.isEmpty { return true }
        return allowedUsers.contains(user) || groups.contains(where: allowedGroups.contains)
    }

    /// Groups count for more than what the role claim says.
    func role(groups: [String], claimed: Role?) -> Role {
        if groups.contains(where: admins.contains) { return .admin }
        if groups.contains(where: viewers.contains) { return .viewer }
        return claimed ?? .user
    }
}

/// Names that are the same only byte for byte; to Swift, strings that are canonically equivalent are equal.
struct ExactNames: Sendable {
    private let names: Set<[UInt8]>

    init(_ names: Set<String>) { self.names = Set(names.map { Array($0.utf8) }) }

    var isEmpty: Bool { names.isEmpty }

    func contains(_ name: String) -> Bool { names.contains(Array(name.utf8)) }
}
