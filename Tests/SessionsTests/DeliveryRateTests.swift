import TestKit
import Testing

@testable import Sessions

@Suite struct DeliveryRateTests {
    /// A link with a rate and a delay, and a client that acknowledges after so many bytes, or so much time.
    private struct Link {
        var bytesPerSecond: Double
        var delay: Int64
        var step: UInt64 = 64 * 1024
        var patience: Int64? = 50_000_000

        /// Prints without an end for some seconds. Returns the bytes that arrived, and how old the newest byte on the
        /// screen was at most in the last second, in nanoseconds.
        func run(_ rate: inout DeliveryRate, seconds: Int64) -> (bytes: UInt64, age: Int64) {
            let tick: Int64 = 1_000_000
            var sent: UInt64 = 0
            var acknowledged: UInt64 = 0
            var arrived = 0.0
            var shown: UInt64 = 0
            var told: UInt64 = 0
            var toldAt: Int64 = 0
            var acks: [(at: Int64, offset: UInt64)] = []
            var sendings: [(at: Int64, offset: UInt64)] = []
            var age: Int64 = 0
            var now: Int64 = 0
            while now < seconds * 1_000_000_000 {
                now += tick
                if sent - acknowledged < rate.window {
                    let start = sent
                    sent = acknowledged + rate.window
                    rate.sent(from: start, to: sent, acknowledged: acknowledged, now: now)
                    sendings.append((now, sent))
                }
                let reached = sendings.last { $0.at + delay / 2 <= now }?.offset ?? 0
                arrived = min(arrived + bytesPerSecond * Double(tick) / 1e9, Double(reached))
                shown = UInt64(arrived)
                if let sending = sendings.first(where: { $0.offset >= shown }), now > (seconds - 1) * 1_000_000_000 {
                    age = max(age, now - sending.at)
                }
                if shown - told >= step || (patience.map { now - toldAt >= $0 } ?? false && shown > told) {
                    told = shown
                    toldAt = now
                    acks.append((now + delay / 2, told))
                }
                while let ack = acks.first, ack.at <= now {
                    acks.removeFirst()
                    rate.acknowledged(ack.offset, before: acknowledged, now: now)
                    acknowledged = max(acknowledged, ack.offset)
                }
            }
            return (shown, age)
        }
    }

    @Test func aSlowLinkIsNotFilledWithWhatIsOld() {
        var rate = DeliveryRate(maximum: 256 * 1024)
        let (bytes, age) = Link(bytesPerSecond: 100_000, delay: 20_000_000).run(&rate, seconds: 10)
        #expect(rate.window < 128 * 1024)
        #expect(age < 1_000_000_000)
        #expect(bytes > 900_000)
    }

    @Test func aFastLinkGetsTheWholeWindow() {
        var rate = DeliveryRate(maximum: 256 * 1024)
        _ = Link(bytesPerSecond: 100_000_000, delay: 2_000_000).run(&rate, seconds: 1)
        #expect(rate.window == 256 * 1024)
    }

    @Test func aLongWayIsNoSlowLink() {
        var rate = DeliveryRate(maximum: 256 * 1024)
        _ = Link(bytesPerSecond: 10_000_000, delay: 600_000_000).run(&rate, seconds: 20)
        #expect(rate.window == 256 * 1024)
    }

    /// A client may wait for 64 KiB before it says anything.
    @Test(arguments: [10_000.0, 100_000, 10_000_000]) func nobodyWaitsForEver(bytesPerSecond: Double) {
        var rate = DeliveryRate(maximum: 256 * 1024)
        let link = Link(bytesPerSecond: bytesPerSecond, delay: 100_000_000, patience: nil)
        let (bytes, _) = link.run(&rate, seconds: 60)
        #expect(Double(bytes) > min(bytesPerSecond * 60 * 0.7, 10_000_000))
    }

    /// Of whatever speed and way, and however the client acknowledges: it goes on.
    @Test(arguments: 0..<16) func anyLinkGoesOn(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var rate = DeliveryRate(maximum: Int.random(in: 64...1024, using: &random) * 1024)
        var link = Link(
            bytesPerSecond: Double.random(in: 10_000...2_000_000, using: &random),
            delay: Int64.random(in: 1...800, using: &random) * 1_000_000)
        link.step = UInt64.random(in: 1...64, using: &random) * 1024
        if Bool.random(using: &random) { link.patience = nil }
        let (bytes, _) = link.run(&rate, seconds: 8)
        // What fits into a window goes at least once with each way there and back.
        let smallest = min(link.bytesPerSecond, Double(DeliveryRate.smallestWindow) / (Double(link.delay) / 1e9)) / 3
        #expect(Double(bytes) > smallest * 8 - 128 * 1024)
    }

    @Test func anAcknowledgementOutOfStepStopsNobody() {
        var rate = DeliveryRate(maximum: 256 * 1024)
        var (sent, seen): (UInt64, UInt64) = (0, 0)
        var now: Int64 = 0
        // It waits for 64 KiB, but a picture in between has it say something early.
        for index in 0..<200 {
            let start = sent
            sent = seen + rate.window
            rate.sent(from: start, to: sent, acknowledged: seen, now: now)
            now += 700_000_000
            let step: UInt64 = index % 5 == 4 ? 100 : 64 * 1024
            #expect(seen + step <= sent, "the client waits for more than it is sent")
            rate.acknowledged(seen + step, before: seen, now: now)
            seen += step
        }
    }

    @Test func whoInterruptsDoesNotWaitLong() {
        var rate = DeliveryRate(maximum: 256 * 1024)
        #expect(!rate.isLate(16 * 1024, now: 0))
        #expect(rate.isLate(17 * 1024, now: 0), "nothing is known")
        #expect(rate.bytesSoon(within: 10...1000) == 10)
        _ = Link(bytesPerSecond: 100_000, delay: 20_000_000).run(&rate, seconds: 5)
        rate.forget()
        #expect(rate.isLate(60_000, now: 5_000_000_000))
        #expect((16_384...64_000).contains(rate.bytesSoon(within: 16_384...1_000_000)))
        var fast = DeliveryRate(maximum: 256 * 1024)
        _ = Link(bytesPerSecond: 100_000_000, delay: 2_000_000).run(&fast, seconds: 1)
        fast.forget()
        #expect(!fast.isLate(400_000, now: 1_000_000_000), "it is there before a picture would be")
        #expect(fast.bytesSoon(within: 16_384...1_000_000) == 1_000_000)
        fast.sent(from: 0, to: 100_000, acknowledged: 0, now: 1_000_000_000)
        #expect(fast.isLate(100_000, now: 1_300_000_000), "but now it hangs")
    }

    @Test func aSmallBoundHolds() {
        var rate = DeliveryRate(maximum: 1024)
        #expect(rate.window == 1024)
        rate.sent(from: 0, to: 1024, acknowledged: 0, now: 0)
        rate.acknowledged(1024, before: 0, now: 1000)
        #expect(rate.window == 1024)
    }
}
