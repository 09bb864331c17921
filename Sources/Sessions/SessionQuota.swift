/// Counts the sessions that are alive or about to be, so that two limits hold however many ask at once.
struct SessionQuota: Sendable {
    /// May change: who is over a limit then stays, and nobody else is let in.
    var limits: SessionLimits
    private(set) var total = 0
    private(set) var byUser: [String: Int] = [:]

    init(limits: SessionLimits) {
        self.limits = limits
    }

    /// Takes a place for a session that is about to be made.
    mutating func reserve(for userID: String) throws(SessionError) {
        guard total < limits.maxSessionsTotal else { throw .totalLimit(limits.maxSessionsTotal) }
        let own = byUser[userID, default: 0]
        guard own < limits.maxSessionsPerUser else { throw .userLimit(limits.maxSessionsPerUser) }
        total += 1
        byUser[userID] = own + 1
    }

    /// Gives back the place of a session that ended or was never made.
    mutating func release(for userID: String) {
        guard let own = byUser[userID] else { return }
        total -= 1
        byUser[userID] = own > 1 ? own - 1 : nil
    }
}
