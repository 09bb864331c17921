import StrictJSON
import Testing

@testable import Authentication

/// Groups, roles, and the lists of who is let in.
struct AccessTests {
    private func identity(
        _ claims: KeyValuePairs<String, JSONValue?>, _ change: (inout TokenPolicy) -> Void = { _ in }
    ) throws -> Identity {
        try Fixtures.verifier(change).verify(Fixtures.token(claims), now: Fixtures.now)
    }

    @Test func groupsAreAListOrOneName() throws {
        #expect(try identity([:]).groups == [])
        #expect(try identity(["groups": .null]).groups == [])
        #expect(try identity(["groups": []]).groups == [])
        #expect(try identity(["groups": "dev"]).groups == ["dev"])
        #expect(try identity(["groups": ["dev", "Büro"]]).groups == ["dev", "Büro"])
        #expect(try identity(["teams": ["dev"], "groups": 7]) { $0.groupsClaim = "teams" }.groups == ["dev"])
        let long = JSONValue.string(String(repeating: "x", count: 257))
        for groups in [7, true, [:], ["dev", 7], [nil], [["dev"]], [""], ["a\nb"], [long]] as [JSONValue] {
            #expect(throws: TokenError.claims) { try identity(["groups": groups]) }
        }
    }

    @Test func rolesComeFromTheClaim() throws {
        #expect(try identity([:]).role == .user)
        #expect(try identity(["role": .null]).role == .user)
        #expect(try identity(["role": "admin"]).role == .admin)
        #expect(try identity(["role": "user"]).role == .user)
        #expect(try identity(["role": "viewer"]).role == .viewer)
        for foreign in ["Admin", "admin ", "root", ""] {
            #expect(try identity(["role": .string(foreign)]).role == .user)
        }
        #expect(try identity(["role": "admin", "r": "viewer"]) { $0.roleClaim = "r" }.role == .viewer)
        for role in [7, true, ["admin"], [:]] as [JSONValue] {
            #expect(throws: TokenError.claims) { try identity(["role": role]) }
        }
    }

    @Test func groupListsWinOverTheClaim() throws {
        func role(_ groups: JSONValue, _ claim: JSONValue? = nil) throws -> Role {
            try identity(["groups": groups, "role": claim]) {
                $0.adminGroups = ["ops", "Kernel"]
                $0.viewerGroups = ["guests"]
            }.role
        }
        #expect(try role(["ops"]) == .admin)
        #expect(try role(["ops", "guests"], "viewer") == .admin)
        #expect(try role(["guests"], "admin") == .viewer)
        #expect(try role(["guests"]) == .viewer)
        #expect(try role(["others"], "admin") == .admin)
        #expect(try role(["Ops"]) == .user)
        // KELVIN SIGN: equal to K for Swift, and not for us.
        #expect(try role(["\u{212A}ernel"]) == .user)
    }

    @Test func listsKeepPeopleOut() throws {
        func refusal(_ user: String, _ groups: [String], _ change: (inout TokenPolicy) -> Void) throws -> TokenError? {
            let token = Fixtures.token(["sub": .string(user), "groups": .array(groups.map(JSONValue.string))])
            return try Fixtures.verifier(change).refusal(of: token)
        }
        #expect(try refusal("alice", []) { $0.deniedUsers = ["alice"] } == .notAllowed)
        #expect(try refusal("bob", []) { $0.deniedUsers = ["alice"] } == nil)
        #expect(try refusal("alice", []) { $0.allowedUsers = ["alice"] } == nil)
        #expect(try refusal("Alice", []) { $0.allowedUsers = ["alice"] } == .notAllowed)
        #expect(try refusal("bob", ["dev"]) { $0.allowedUsers = ["alice"] } == .notAllowed)
        #expect(try refusal("bob", ["dev"]) { $0.allowedGroups = ["dev"] } == nil)
        #expect(try refusal("bob", ["ops"]) { $0.allowedGroups = ["dev"] } == .notAllowed)
        #expect(
            try refusal("bob", ["dev"]) {
                $0.allowedUsers = ["alice"]
                $0.allowedGroups = ["dev"]
            } == nil)
        #expect(
            try refusal("alice", ["ops"]) {
                $0.allowedUsers = ["alice"]
                $0.allowedGroups = ["ops"]
                $0.adminGroups = ["ops"]
                $0.deniedUsers = ["alice"]
            } == .notAllowed)
    }

    @Test func onlyExpiryAndExclusionAreToldApart() {
        #expect(TokenError.allCases.filter(\.isExpired) == [.expired])
        #expect(TokenError.allCases.filter(\.isForbidden) == [.notAllowed])
        #expect(Set(TokenError.allCases.map(\.reason)).count == TokenError.allCases.count)
        #expect(TokenError.notYetValid.reason == "not_yet_valid")
    }
}
