internal import Authentication
internal import Sessions
internal import TerminalProtocol

/// Which sessions a listing is about.
struct SessionQuery: Equatable, Sendable {
    /// Whose; nil: everybody's.
    var userID: String?
    var status: SessionStatus?
    /// How many at most, 1 to 1000.
    var limit = 100
    /// How many to leave out in front.
    var offset = 0

    static let limitRange = 1...1000

    /// - Parameter identity: who asks. Only admins may ask for the sessions of others.
    init(_ target: RequestTarget, for identity: Identity) throws(ErrorResponse) {
        if identity.role != .admin { userID = identity.userID }
        var seen: Set<String> = []
        for item in target.query {
            guard seen.insert(item.name).inserted else {
                throw Self.invalid(item.name, "\(item.name) occurs more than once")
            }
            switch item.name {
            case "user_id":
                guard identity.role == .admin || item.value == identity.userID else {
                    throw ErrorResponse(ErrorBody(.forbidden, "Only admins may list the sessions of others."))
                }
                userID = item.value
            case "status":
                guard let status = SessionStatus(rawValue: item.value) else {
                    throw Self.invalid("status", "status is running or exited")
                }
                self.status = status
            case "limit":
                guard let limit = Int(item.value), Self.limitRange.contains(limit) else {
                    throw Self.invalid("limit", "limit is a number from 1 to \(Self.limitRange.upperBound)")
                }
                self.limit = limit
            case "offset":
                guard let offset = Int(item.value), offset >= 0 else {
                    throw Self.invalid("offset", "offset is a number from 0 on")
                }
                self.offset = offset
            default:
                throw Self.invalid(item.name, "the parameters are user_id, status, limit and offset")
            }
        }
    }

    /// The sessions asked for, oldest first, and how many there are in all.
    func select(from summaries: [SessionSummary]) -> (page: ArraySlice<SessionSummary>, total: Int) {
        let matching = summaries.filter { summary in
            (userID == nil || summary.userID == userID) && (status == nil || summary.status == status)
        }
        // The id makes the order the same for every page, also among sessions made at the same time.
        let sorted = matching.sorted { ($0.createdAt, $0.id.description) < ($1.createdAt, $1.id.description) }
        return (sorted.dropFirst(offset).prefix(limit), sorted.count)
    }

    private static func invalid(_ field: String, _ message: String) -> ErrorResponse {
        ErrorResponse(ErrorBody(.validationError, message, details: ["field": field]))
    }
}
