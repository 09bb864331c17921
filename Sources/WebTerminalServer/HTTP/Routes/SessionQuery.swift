internal import Authentication
internal import Sessions
internal import TerminalProtocol

/// Which sessions a listing is about.
struct SessionQuery: Equatable, Sendable {
    /// Whose; nil: everybody's.
    var userID: String?
    var status: SessionStatus?
    /// Labels that a session has to have, all of them, as `name:value`.
    var labels: [String] = []
    /// How many at most, 1 to 1000.
    var limit = 100
    /// How many to leave out in front.
    var offset = 0

    static let limitRange = 1...1000
    /// No session has more labels.
    static let maximumLabels = SessionFields.maximumLabels

    /// For so many of a page the system is asked where the shell is, which takes some 50 µs each.
    static let askedDirectories = 100

    static let names = ["user_id", "status", "label", "limit", "offset"]
    static let repeatable: Set = ["label"]

    /// - Parameter identity: who asks. Only admins may ask for the sessions of others.
    init(_ fields: QueryFields, for identity: Identity) throws(ErrorBody) {
        userID = fields.text("user_id")
        if identity.role != .admin {
            guard userID == nil || userID == identity.userID else {
                throw ErrorBody(.forbidden, "Only admins may list the sessions of others.")
            }
            userID = identity.userID
        }
        status = try fields.choice("status")
        labels = fields.texts("label")
        guard labels.count <= Self.maximumLabels, labels.allSatisfy({ $0.utf8.contains(UInt8(ascii: ":")) }) else {
            throw .invalidField(
                "label", expected: "name:value, and may be repeated up to \(Self.maximumLabels) times")
        }
        limit = try fields.number("limit", in: Self.limitRange) ?? limit
        offset = try fields.number("offset", in: 0...Int.max) ?? offset
    }

    /// The sessions asked for, oldest first, and how many there are in all.
    ///
    /// Whose a session is and when it was made does not change. So all of them are put in order by that alone, and no more
    /// of them are looked at than the page has, unless what is asked for can only be found by looking.
    func select(from registry: SessionRegistry) -> (page: [SessionSummary], total: Int) {
        let sessions = userID.map(registry.sessions(ownedBy:)) ?? registry.allSessions()
        let order = Self.order(of: sessions)
        guard status != nil || !labels.isEmpty else {
            return (order.dropFirst(offset).prefix(limit).map { sessions[$0].summary() }, order.count)
        }
        let matching = order.map { sessions[$0].summary() }.filter(matches)
        return (Array(matching.dropFirst(offset).prefix(limit)), matching.count)
    }

    /// The places of the sessions, those made first in front. The id makes the order the same for every page, also among
    /// sessions made at the same time.
    ///
    /// It is numbers that are sorted: sessions would be retained and released for every comparison, which for a thousand of
    /// them takes longer than all the rest of a list.
    private static func order(of sessions: [Session]) -> [Int] {
        let times = sessions.enumerated().map { (time: $1.createdAt, place: $0) }
        let sorted = times.sorted { one, other in
            guard one.time == other.time else { return one.time < other.time }
            return sessions[one.place].id.description < sessions[other.place].id.description
        }
        return sorted.map(\.place)
    }

    private func matches(_ summary: SessionSummary) -> Bool {
        (status == nil || summary.status == status) && (labels.isEmpty || hasLabels(summary))
    }

    /// A name may have a colon, too, so it is the whole that is compared.
    private func hasLabels(_ summary: SessionSummary) -> Bool {
        let own = Set(summary.labels.map { "\($0.key):\($0.value)" })
        return labels.allSatisfy(own.contains)
    }
}
