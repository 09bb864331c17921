internal import Authentication
internal import Sessions

/// All shares there are. A pure value: no lock, no clock.
struct ShareTable {
    private var shares: [ShareDigest: Share] = [:]
    private var digests: [SessionID: [ShareDigest]] = [:]

    var count: Int { shares.count }

    /// False when the session has `limit` shares already.
    mutating func add(_ share: Share, _ digest: ShareDigest, limit: Int, now: Int64) -> Bool {
        guard all(of: share.pass.sessionID, now: now).count < limit else { return false }
        shares[digest] = share
        digests[share.pass.sessionID, default: []].append(digest)
        return true
    }

    /// The share that a secret belongs to, while it is good.
    func find(_ digest: ShareDigest, now: Int64) -> Share? {
        shares[digest].flatMap { now < $0.deadline ? $0 : nil }
    }

    /// The shares of a session that are good, oldest first.
    func all(of session: SessionID, now: Int64) -> [Share] {
        (digests[session] ?? []).compactMap { find($0, now: now) }
    }

    /// Takes out one share; nil when the session has none of that name.
    mutating func remove(_ id: String, of session: SessionID) -> Share? {
        guard let digest = digests[session]?.first(where: { shares[$0]?.pass.id == id }) else { return nil }
        return remove(digest)
    }

    /// Takes out all for which that holds.
    mutating func removeAll(where isOver: (Share) -> Bool) -> [Share] {
        shares.filter { isOver($0.value) }.keys.compactMap { remove($0) }
    }

    private mutating func remove(_ digest: ShareDigest) -> Share? {
        guard let share = shares.removeValue(forKey: digest) else { return nil }
        let session = share.pass.sessionID
        digests[session]?.removeAll { $0 == digest }
        if digests[session]?.isEmpty == true { digests[session] = nil }
        return share
    }
}
