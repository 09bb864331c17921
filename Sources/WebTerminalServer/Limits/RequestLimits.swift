internal import RateLimits
internal import Sessions
internal import Synchronization

/// Who has been too fast lately, and who has shown too many bad tokens. The same for all connections.
///
/// By address means by that of the client, which a trusted proxy may have named.
final class RequestLimits: Sendable {
    private struct Tables {
        var rules: RateRules
        var addresses: RateTable<SourceNetwork>
        /// Of IPv6, apart: whoever has one of those networks may have many, and must not crowd out the addresses.
        var networks: RateTable<SourceNetwork>
        var users: RateTable<String>
        var penalties: PenaltyTable
        /// Of those who have nothing left.
        var probes: RateBucket

        init(_ rules: RateRules, now: Int64) {
            let settings = rules.settings
            self.rules = rules
            addresses = RateTable(rate: settings.perAddress, capacity: settings.maxAddressesTracked, now: now)
            networks = RateTable(rate: settings.perAddress, capacity: settings.maxAddressesTracked, now: now)
            probes = RateBucket(now: now)
            users = RateTable(rate: settings.perUser, capacity: settings.maxUsersTracked, now: now)
            penalties = PenaltyTable(rules: settings.penalties, capacity: settings.maxAddressesTracked)
        }

        mutating func take(by source: SourceNetwork, now: Int64) -> RateVerdict {
            switch source {
            case .ipv4: addresses.take(by: source, now: now)
            case .ipv6: networks.take(by: source, now: now)
            }
        }
    }

    private let tables: Mutex<Tables>
    /// Monotonic, in nanoseconds.
    private let now: @Sendable () -> Int64
    private let observer: any ServerObserver

    init(_ rules: RateRules, now: @escaping @Sendable () -> Int64, observer: any ServerObserver) {
        self.now = now
        self.observer = observer
        tables = Mutex(Tables(rules, now: now()))
    }

    /// Other limits hold from now on. Who has been too fast or has shown bad tokens is not forgotten.
    func apply(_ rules: RateRules) {
        let settings = rules.settings
        tables.withLock { tables in
            tables.rules = rules
            tables.addresses.rate = settings.perAddress
            tables.addresses.capacity = settings.maxAddressesTracked
            tables.networks.rate = settings.perAddress
            tables.networks.capacity = settings.maxAddressesTracked
            tables.users.rate = settings.perUser
            tables.users.capacity = settings.maxUsersTracked
            tables.penalties.rules = settings.penalties
            tables.penalties.capacity = settings.maxAddressesTracked
        }
    }

    /// What one WebSocket may send.
    var perConnection: (messages: Rate, bytes: Rate) {
        tables.withLock { ($0.rules.settings.messages, $0.rules.settings.bytes) }
    }

    /// How often those who have nothing left may ask how the server is, all together. A balancer whose address is that of
    /// everybody, because nobody has said whom it speaks for, would else take the server for dead.
    static let probesPerSecond = 20
    /// The same at once, after a pause.
    static let probesAtOnce = 40

    /// A request has come, or a handshake.
    func request(
        of requester: Requester, isProbe: @autoclosure () -> Bool = false
    ) throws(RateLimitExceeded) {
        try check(.requestsPerAddress, requester) { tables, now in
            guard let source = tables.rules.source(requester.address),
                let refusal = tables.take(by: source, now: now).refusal
            else { return nil }
            let rate = Rate(perSecond: Self.probesPerSecond, burst: Self.probesAtOnce)
            return isProbe() && tables.probes.take(1, at: rate, now: now) == .taken ? nil : refusal
        }
    }

    /// It is known whose request it is.
    func request(by principal: Principal, _ requester: Requester) throws(RateLimitExceeded) {
        // No user's name begins with what a share's has in front here.
        let name = principal.userID ?? "\0\(principal.share?.id ?? "")"
        try check(.requestsPerUser, requester) { tables, now in tables.users.take(by: name, now: now).refusal }
    }

    /// Somebody has shown a token that may have been a guess.
    ///
    /// - Throws: when it was one too many, and is to be answered with that. Then it costs nothing more.
    func guess(by requester: Requester) throws(RateLimitExceeded) {
        try check(.failedTokens, requester) { tables, now in
            guard let source = tables.rules.source(requester.address) else { return nil }
            if let refusal = tables.penalties.refusal(of: source, now: now) { return refusal }
            tables.penalties.fail(source, now: now)
            return nil
        }
    }

    /// A WebSocket has sent too much.
    func observe(_ exceeded: RateLimitExceeded, _ requester: Requester) {
        observer.observe(.limited(exceeded.kind, isFirst: exceeded.refusal.isFirst, requester))
    }

    private func check(
        _ kind: LimitKind, _ requester: Requester, _ take: (inout Tables, Int64) -> RateRefusal?
    ) throws(RateLimitExceeded) {
        let now = now()
        guard let refusal = tables.withLock({ take(&$0, now) }) else { return }
        let exceeded = RateLimitExceeded(kind: kind, refusal: refusal)
        observe(exceeded, requester)
        throw exceeded
    }
}
