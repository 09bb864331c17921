/// So much in a second, and so much at once after a pause.
public struct Rate: Sendable, Equatable {
    /// What a second gives back; 0: there is no limit.
    public var perSecond: Int
    /// What may be taken at once, at least a second's worth.
    public var burst: Int

    public init(perSecond: Int, burst: Int) {
        self.perSecond = max(0, perSecond)
        self.burst = max(self.perSecond, burst)
    }

    public static var unlimited: Rate { Rate(perSecond: 0, burst: 0) }

    public var isLimited: Bool { perSecond > 0 }
}
