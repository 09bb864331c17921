internal import RateLimits

/// `[limits]`: how fast is too fast. Rates of 0 are no limits.
public struct RateSettings: Sendable, Equatable {
    /// Requests in a second from one address, handshakes of WebSockets among them.
    public var requestsPerSecondPerAddress = 1000
    /// Requests from one address at once, after a pause: a thousand people behind one address whose pages all come back,
    /// and load anew, when the server was restarted.
    public var requestsBurstPerAddress = 20_000
    /// Requests in a second of one user, or with one share, from wherever.
    public var requestsPerSecondPerUser = 500
    /// Requests of one user at once, after a pause.
    public var requestsBurstPerUser = 10_000
    /// Messages in a second on one WebSocket: more than a program makes that waits for each echo.
    public var messagesPerSecondPerConnection = 50_000
    /// Messages on one WebSocket at once, after a pause.
    public var messagesBurstPerConnection = 100_000
    /// Bytes in a second on one WebSocket, from the client.
    public var bytesPerSecondPerConnection = 64 << 20
    /// Bytes on one WebSocket at once, after a pause.
    public var bytesBurstPerConnection = 128 << 20
    /// What a bad token costs the address that it came from, in seconds; 0: nothing.
    public var penaltySeconds = 5
    /// What an address may owe before it is shut out, in seconds: then no more is said about its bad tokens.
    public var penaltyThresholdSeconds = 60
    /// The most that an address can owe, in seconds.
    public var penaltyMaxSeconds = 600
    /// Addresses that are told apart at once, of IPv4 and of IPv6.
    public var maxAddressesTracked = 65_536
    /// Users and shares that are told apart at once.
    public var maxUsersTracked = 65_536
    /// Addresses and networks that neither the limits by address nor penalties hold for.
    public var exemptAddresses: [String] = []

    public init() {}

    var perAddress: Rate { Rate(perSecond: requestsPerSecondPerAddress, burst: requestsBurstPerAddress) }
    var perUser: Rate { Rate(perSecond: requestsPerSecondPerUser, burst: requestsBurstPerUser) }
    var messages: Rate { Rate(perSecond: messagesPerSecondPerConnection, burst: messagesBurstPerConnection) }
    var bytes: Rate { Rate(perSecond: bytesPerSecondPerConnection, burst: bytesBurstPerConnection) }
    var penalties: PenaltyRules {
        PenaltyRules(
            seconds: penaltySeconds, thresholdSeconds: penaltyThresholdSeconds, maximumSeconds: penaltyMaxSeconds)
    }
}
