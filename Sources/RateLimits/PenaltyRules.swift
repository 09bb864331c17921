/// What failures cost. The model is PerSourcePenalties of OpenSSH: each adds seconds to what an address owes, time takes
/// them away, and beyond a threshold the address is not listened to until it owes nothing. Here the price doubles with
/// each time it comes to that.
public struct PenaltyRules: Sendable, Equatable {
    /// What the first failures cost, in seconds; 0: nothing, ever.
    public var seconds: Int
    /// What an address may owe before it is shut out, in seconds.
    public var thresholdSeconds: Int
    /// The most that an address can owe, in seconds.
    public var maximumSeconds: Int

    public init(seconds: Int, thresholdSeconds: Int, maximumSeconds: Int) {
        self.seconds = max(0, seconds)
        self.thresholdSeconds = max(0, thresholdSeconds)
        self.maximumSeconds = max(self.thresholdSeconds, maximumSeconds)
    }

    public static let off = PenaltyRules(seconds: 0, thresholdSeconds: 0, maximumSeconds: 0)

    public var isOn: Bool { seconds > 0 }
}
