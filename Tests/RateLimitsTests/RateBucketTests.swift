import RateLimits
import Testing

private let second: Int64 = 1_000_000_000

@Suite struct RateBucketTests {
    private func refusal(_ verdict: RateVerdict) throws -> RateRefusal {
        guard case .refused(let refusal) = verdict else { throw Failure() }
        return refusal
    }

    private struct Failure: Error {}

    @Test func aBurstPassesAndThenTheRate() throws {
        let rate = Rate(perSecond: 10, burst: 50)
        var bucket = RateBucket(now: 0)
        for _ in 0..<50 { #expect(bucket.take(1, at: rate, now: 0) == .taken) }
        let told = try refusal(bucket.take(1, at: rate, now: 0))
        #expect(told.limit == 50 && told.remaining == 0 && told.isFirst)
        #expect(abs(told.retryAfterSeconds - 0.1) < 1e-9 && abs(told.resetSeconds - 5) < 1e-9)
        #expect(try !refusal(bucket.take(1, at: rate, now: 0)).isFirst)
        #expect(bucket.take(1, at: rate, now: second / 10) == .taken)
        // A refusal took nothing; ten a second for as long as one likes.
        for tick in 2..<1000 { #expect(bucket.take(1, at: rate, now: Int64(tick) * second / 10) == .taken) }
        #expect(try refusal(bucket.take(1, at: rate, now: 99_900_000_000)).isFirst)
    }

    @Test func timeGivesBackNoMoreThanABucket() throws {
        let rate = Rate(perSecond: 10, burst: 20)
        var bucket = RateBucket(now: 0)
        #expect(bucket.take(20, at: rate, now: 1_000_000 * second) == .taken)
        #expect(try refusal(bucket.take(1, at: rate, now: 1_000_000 * second)).remaining == 0)
        #expect(bucket.isFull(at: rate, now: 1_000_001 * second) == false)
        #expect(bucket.isFull(at: rate, now: 1_000_002 * second) == true)
    }

    @Test func aClockThatStandsOrGoesBackGivesNothing() throws {
        let rate = Rate(perSecond: 10, burst: 10)
        var bucket = RateBucket(now: 5 * second)
        #expect(bucket.take(10, at: rate, now: 5 * second) == .taken)
        #expect(throws: Never.self) { try refusal(bucket.take(1, at: rate, now: 4 * second)) }
        #expect(bucket.take(10, at: rate, now: 6 * second) == .taken)
    }

    @Test func moreThanABucketPassesWhenItIsFull() throws {
        let rate = Rate(perSecond: 10, burst: 10)
        var bucket = RateBucket(now: 0)
        #expect(bucket.take(1000, at: rate, now: 0) == .taken)
        #expect(try refusal(bucket.take(1000, at: rate, now: second / 2)).retryAfterSeconds == 0.5)
        #expect(bucket.take(1000, at: rate, now: second) == .taken)
    }

    @Test func noLimitIsNone() {
        var bucket = RateBucket(now: 0)
        for _ in 0..<1000 { #expect(bucket.take(.max, at: .unlimited, now: 0) == .taken) }
    }

    @Test func aNewRateHoldsAtOnce() {
        var bucket = RateBucket(now: 0)
        #expect(bucket.take(100, at: Rate(perSecond: 100, burst: 100), now: 0) == .taken)
        #expect(bucket.take(1, at: Rate(perSecond: 1, burst: 200), now: 0) == .taken)
        guard case .refused(let told) = bucket.take(1, at: Rate(perSecond: 1, burst: 5), now: 0) else {
            Issue.record("a smaller bucket let more pass")
            return
        }
        #expect(told.remaining == 0 && told.retryAfterSeconds == 97)
    }

    /// Whatever comes when, no window of time sees more than a burst and what the time gives.
    @Test func noWindowSeesMoreThanBurstAndRate() {
        var generator = SplitMix(state: 7)
        let rate = Rate(perSecond: 20, burst: 35)
        var bucket = RateBucket(now: 0)
        var now: Int64 = 0
        var passed: [Int64] = []
        for _ in 0..<5000 {
            now += Int64(generator.next() % 60_000_000)
            if bucket.take(1, at: rate, now: now) == .taken { passed.append(now) }
        }
        #expect(passed.count > 1000 && passed.count < 5000)
        for (start, first) in passed.enumerated() {
            for end in start..<min(start + 100, passed.count) {
                let seconds = Double(passed[end] - first) / 1e9
                #expect(Double(end - start + 1) <= 35 + 20 * seconds + 1e-6)
            }
        }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
