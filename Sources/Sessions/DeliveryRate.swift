/// How much may be on the way to a viewer that acknowledges, so that what it sees is not old: as much as it takes in
/// the time that a byte travels, and a little more. Pure arithmetic; times are monotonic, in nanoseconds.
///
/// One byte at a time is followed from its sending to its acknowledgement; what was acknowledged meanwhile gives the
/// rate. The first acknowledgement behind a rest gives the time, for nothing was in front of those bytes. A slow link
/// gets a small window: there a large one would only be a long queue, with Ctrl-C at its end.
struct DeliveryRate {
    /// How much older than the way takes a screen may be.
    static let latency: Int64 = 300_000_000
    /// What clients may acknowledge at once, in bytes; so much may be on the way before anything is known.
    static let firstWindow: UInt64 = 64 * 1024
    /// Less is never allowed, in bytes.
    static let smallestWindow: UInt64 = 16 * 1024

    /// For how long somebody who interrupts a program may wait for what it printed before, in nanoseconds.
    static let patience: Int64 = 250_000_000

    private struct Probe {
        /// Acknowledged when the byte at this offset is.
        var offset: UInt64
        var sentAt: Int64
        /// What was acknowledged then.
        var acknowledged: UInt64
        /// The window was full then, or has been since: the link decided on the rate, and not the shell.
        var isFilled: Bool
    }

    /// The most that is ever allowed.
    let maximum: UInt64
    private(set) var window: UInt64
    private var probe: Probe?
    private var shortest: Int64?
    /// In bytes a second; nil: not known.
    private var rate: Double?
    /// Something was sent then, with nothing on the way, and nothing was acknowledged since.
    private var beganAt: Int64?
    /// The distance between two acknowledgements, of the last ones the largest but for what is long ago. A client that
    /// waits for more than the window would wait for ever.
    private var step: UInt64 = 0

    init(maximum: Int) {
        self.maximum = UInt64(max(maximum, 1))
        window = min(Self.firstWindow, self.maximum)
    }

    /// Bytes from `start` to `offset` have been sent.
    mutating func sent(from start: UInt64, to offset: UInt64, acknowledged: UInt64, now: Int64) {
        if start == acknowledged { beganAt = now }
        let isFull = offset - acknowledged >= window
        guard probe == nil else {
            if isFull { probe?.isFilled = true }
            return
        }
        probe = Probe(offset: offset, sentAt: now, acknowledged: acknowledged, isFilled: isFull)
    }

    /// Bytes below `offset` are acknowledged, those below `before` were.
    mutating func acknowledged(_ offset: UInt64, before: UInt64, now: Int64) {
        guard offset > before else { return }
        step = max(offset - before, step / 2)
        if let beganAt {
            shortest = min(shortest ?? .max, max(now - beganAt, 1))
            self.beganAt = nil
        }
        guard let followed = probe, offset >= followed.offset else { return }
        probe = nil
        let took = max(now - followed.sentAt, 1)
        let bytes = Double(offset - followed.acknowledged)
        let perNanosecond = bytes / Double(took)
        let wanted = perNanosecond * Double((shortest ?? took) + Self.latency)
        let allowed = UInt64(min(wanted, Double(maximum)))
        // When the shell had no more to print, the link may have been able to do more.
        if followed.isFilled || perNanosecond * 1e9 > rate ?? 0 { rate = perNanosecond * 1e9 }
        guard followed.isFilled || allowed > window else { return }
        window = min(max(allowed, Self.smallestWindow, 2 * step), maximum)
    }

    /// Whether so many bytes, on the way or still to be sent, take longer than somebody waits who interrupts.
    func isLate(_ bytes: UInt64, now: Int64) -> Bool {
        guard bytes > Self.smallestWindow else { return false }
        guard let rate else { return true }
        if let probe, now - probe.sentAt > Self.patience { return true }
        return Double(bytes) / rate > Double(Self.patience) / 1e9
    }

    /// How many bytes get there soon, between these bounds.
    func bytesSoon(within bounds: ClosedRange<Int>) -> Int {
        let bytes = (rate ?? 0) * Double(Self.patience) / 1e9
        return min(max(Int(min(bytes, Double(bounds.upperBound))), bounds.lowerBound), bounds.upperBound)
    }

    /// What was on the way does not matter any more.
    mutating func forget() {
        probe = nil
        beganAt = nil
    }
}
